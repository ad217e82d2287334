using System.Text;
using ActorStream.Backends.Files;
using ActorStream.Backends.Files.Simulated;

namespace ActorStream.TestKit;

/// <summary>
/// The files of a simulated disk, as a test sees them between two steps of its job: it puts input there and reads output. What it writes is
/// durable. Paths are absolute, with '/'.
/// </summary>
public sealed class TestFiles
{
    private readonly SimulatedDisk _disk;

    internal TestFiles(SimulatedDisk disk) => _disk = disk;

    /// <summary>A disk of its own: for a sink's contract tests, say.</summary>
    /// <param name="seed">Decides what becomes of what was not synced when the power fails.</param>
    public TestFiles(int seed = 0)
        : this(new SimulatedDisk(seed))
    {
    }

    /// <summary>The disk as a process that starts now has it.</summary>
    public IFileSystem Mount() => _disk.Mount("process");

    /// <summary>Every process that has the disk dies, and what was not synced is kept, lost or torn.</summary>
    public void LosePower() => _disk.LosePower();

    /// <summary>Writes a file of UTF-8 text and the directories it lies in; replaces what had the name.</summary>
    public void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file and the directories it lies in; replaces what had the name.</summary>
    public void Write(string path, ReadOnlyMemory<byte> bytes) => Run(async files =>
    {
        await files.CreateDirectoryAsync(Path.GetDirectoryName(path)!);
        await files.ReplaceAsync(path, bytes);
        return true;
    });

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public byte[] Read(string path) => Run(files => files.ReadAllAsync(path, int.MaxValue));

    /// <summary>The UTF-8 text of a file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public string ReadText(string path) => Encoding.UTF8.GetString(Read(path));

    /// <summary>The lines of a file of UTF-8 text.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public IReadOnlyList<string> ReadLines(string path)
    {
        var lines = ReadText(path).ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    /// <summary>Removes a file; answers whether there was one.</summary>
    public bool Delete(string path) => Run(files => files.DeleteAsync(path));

    /// <summary>
    /// The paths of all files in a directory and below it, in order. Names that begin with a dot are left out, as a reader does.
    /// </summary>
    public IReadOnlyList<string> List(string directory) => Run(async files =>
    {
        var found = new List<string>();
        await AddAsync(files, directory, found);
        return found;
    });

    private static async ValueTask AddAsync(IFileSystem files, string directory, List<string> found)
    {
        foreach (var entry in await files.ListAsync(directory))
        {
            if (entry.Name.StartsWith('.')) continue;
            if (entry.IsDirectory) await AddAsync(files, entry.Path, found);
            else found.Add(entry.Path);
        }
    }

    /// <summary>A disk that nobody waits at: without a context of the test's own, each call ends at once.</summary>
    private T Run<T>(Func<IFileSystem, ValueTask<T>> call)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return call(_disk.Mount("test")).AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
