using System.Text;
using ActorStream.Backends.Files.Native;

namespace ActorStream.Backends.Files;

/// <summary>
/// The disk of this machine. Each call completes synchronously on the calling thread, reports every error that the kernel reports, and
/// never syncs a file again whose sync failed.
/// </summary>
internal sealed class LocalFileSystem : IFileSystem
{
    private const string LockName = ".lock";

    /// <summary>How often a directory is made before a disk that does not keep its name makes that fail.</summary>
    internal const int MostCreations = 3;

    private readonly NativeFiles _native;
    private readonly Lock _creating = new();

    public LocalFileSystem()
        : this(NativeFiles.ForThisSystem())
    {
    }

    internal LocalFileSystem(NativeFiles native) => _native = native;

    public ValueTask<IFileWriter> CreateAsync(string path, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(new LocalFileWriter(_native, _native.CreateNew(path), path));
    }

    public ValueTask<IFileReader> OpenReadAsync(string path, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(new LocalFileReader(_native, _native.OpenRead(path), path));
    }

    public ValueTask RenameAsync(string from, string to, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        _native.Rename(from, to);
        return default;
    }

    public ValueTask<bool> DeleteAsync(string path, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Stat(path) is null) return new(false);
        Reported("delete", path, static path =>
        {
            File.Delete(path);
            return true;
        });
        return new(true);
    }

    public ValueTask<bool> DeleteDirectoryAsync(string path, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Stat(path) is null) return new(false);
        Reported("delete", path, static path =>
        {
            Directory.Delete(path, recursive: true);
            return true;
        });
        return new(true);
    }

    public ValueTask CreateDirectoryAsync(string path, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        try
        {
            // One at a time: nobody puts anything into a directory whose name may yet turn out to be lost.
            lock (_creating) CreateDirectory(full);
        }
        catch (IOException error)
        {
            throw new IOException($"Could not create directory '{full}'. {error.Message}", error);
        }

        return default;
    }

    public ValueTask<IDirectoryHandle> OpenDirectoryAsync(string path, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(new LocalDirectoryHandle(_native, _native.OpenDirectory(path), path));
    }

    public ValueTask SyncDirectoryAsync(string path, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        _native.SyncDirectory(path);
        return default;
    }

    public ValueTask<FileEntry?> StatAsync(string path, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(Stat(path));
    }

    public ValueTask<IReadOnlyList<FileEntry>> ListAsync(string directory, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Stat(directory) is null) return new([]);
        var entries = new List<FileEntry>();
        foreach (var path in Reported("list", directory, Directory.GetFileSystemEntries))
        {
            // A name may go between being listed and being looked at.
            if (Stat(path) is { } entry) entries.Add(entry);
        }

        entries.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new(entries);
    }

    public ValueTask<IAsyncDisposable> LockAsync(string directory, string owner, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = Path.Combine(directory, LockName);
        var file = _native.TryLock(path) ?? throw new DirectoryInUseException(directory, ReadOwner(path));
        try
        {
            _native.Write(file, path, 0, Encoding.UTF8.GetBytes(owner));
            return new(new LocalDirectoryLock(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <remarks>
    /// Each level is durable before anything is put into it. So one that holds something needs no sync; an empty one may have been created by a
    /// process that was killed before it could sync the name.
    /// </remarks>
    private void CreateDirectory(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent) return;
        if (Stat(path) is { } existing)
        {
            if (!existing.IsDirectory) throw new IOException($"'{path}' is a file.");
            SyncNameOf(path, parent);
            return;
        }

        CreateDirectory(parent);
        for (var creation = 1; ; creation++)
        {
            // Opened before the name is made: else a failed sync of somebody else's, in between, would take the name and not be told.
            using var handle = _native.OpenDirectory(parent);
            Reported("make", path, Directory.CreateDirectory);
            try
            {
                _native.SyncDirectory(handle, parent);
                return;
            }
            catch (IOException)
            {
                // The name counts as lost, whatever a second sync would say: another one takes its place.
                Directory.Delete(path);
                if (creation == MostCreations) throw;
            }
        }
    }

    private void SyncNameOf(string existing, string parent)
    {
        try
        {
            if (!Reported("list", existing, Directory.EnumerateFileSystemEntries).Any()) _native.SyncDirectory(parent);
        }
        catch (IOException error) when (error.InnerException is UnauthorizedAccessException)
        {
            // Somebody else's directory, in which this process could not have created the name.
        }
    }

    private string ReadOwner(string path)
    {
        const int mostOwnerBytes = 1024;
        using var file = _native.OpenRead(path);
        var text = new byte[mostOwnerBytes];
        var length = _native.Read(file, path, 0, text);
        return length == 0 ? "another process that is just starting" : Encoding.UTF8.GetString(text, 0, length);
    }

    // Not FileInfo.Exists: it answers "no" to every error, and a directory that cannot be looked at is not an empty one.
    private static FileEntry? Stat(string path)
    {
        try
        {
            return Reported("look at", path, static path => (File.GetAttributes(path) & FileAttributes.Directory) != 0
                ? new FileEntry(path, 0, IsDirectory: true)
                : new FileEntry(path, new FileInfo(path).Length, IsDirectory: false));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Gives the errors of .NET's own calls the type that the port promises, and says what was tried.</summary>
    private static T Reported<T>(string what, string path, Func<string, T> call)
    {
        try
        {
            return call(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Could not {what} '{path}': {error.Message}", error);
        }
    }
}
