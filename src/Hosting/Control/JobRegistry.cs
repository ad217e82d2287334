using System.Text.Json;
using ActorStream.Coordinator;

namespace ActorStream.Hosting.Control;

/// <summary>Where the running jobs of this user are written down, one small file each, so that the tool finds them.</summary>
/// <param name="directory">The user's runtime directory.</param>
internal sealed class JobRegistry(string directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static int _listening; // Jobs of this process so far; changed by interlocked operations.

    internal string Directory => directory;

    internal static JobRegistry OfUser() => new(ControlPaths.RuntimeDirectories()[0]);

    /// <summary>Where a job listens.</summary>
    /// <exception cref="IOException">Every path is too long.</exception>
    internal string SocketOf(string? jobDirectory) =>
        ControlPaths.SocketOf(jobDirectory, directory, Environment.ProcessId, Interlocked.Increment(ref _listening))
        ?? throw new IOException($"the paths of '{jobDirectory}' and of '{directory}' are longer than a socket's address may be");

    /// <summary>Makes the directory, or makes sure that it is nobody else's business.</summary>
    /// <exception cref="IOException">It cannot be used.</exception>
    internal void Prepare()
    {
        if (OperatingSystem.IsWindows())
        {
            System.IO.Directory.CreateDirectory(directory);
            return;
        }

        System.IO.Directory.CreateDirectory(directory, OwnerOnly);
        if ((File.GetUnixFileMode(directory) & ~OwnerOnly) != 0)
            throw new IOException(
                $"directory '{directory}' is open to other users; make it your own with chmod 700, or set {ControlPaths.Variable}");
    }

    /// <summary>Adds an entry; its socket listens already.</summary>
    internal void Add(RunningJob job)
    {
        var path = Path.Combine(directory, job.FileName);
        var draft = $"{path}.{Environment.CurrentManagedThreadId}.new";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(job, ControlText.Default.RunningJob));
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Takes an entry away; its socket still listens.</summary>
    internal void Remove(RunningJob job) => File.Delete(Path.Combine(directory, job.FileName));
}
