namespace ActorStream;

/// <summary>
/// The disk, as the engine and the connectors see it. Every durable effect goes through this port, so that a simulation can tear a
/// write, forget what was not synced, fill the disk or crash between any two calls.
/// </summary>
/// <remarks>
/// <para><b>Durability.</b> Nothing written, created, renamed or deleted is durable before the matching sync: a file's bytes after
/// <see cref="IFileWriter.SyncAsync"/>, a name after <see cref="SyncDirectoryAsync"/> of the directory that holds it. A sync that fails
/// means that the file is lost: it is never retried on the same file, because the kernel may have dropped the dirty pages already.</para>
/// <para><b>Threading.</b> Thread-safe. The production file system completes each call synchronously on the calling thread, so calls
/// belong in effects (source fetches, sink calls, the engine's I/O effects), never in a message handler.</para>
/// <para><b>Errors.</b> <see cref="IOException"/> with the path in its message; a missing file is a
/// <see cref="FileNotFoundException"/>, a full disk a <see cref="DiskFullException"/>.</para>
/// </remarks>
public interface IFileSystem
{
    /// <summary>Creates a new file for writing; fails if the name exists already.</summary>
    ValueTask<IFileWriter> CreateAsync(string path, CancellationToken cancellation = default);

    /// <summary>Opens a file for reading at any offset.</summary>
    ValueTask<IFileReader> OpenReadAsync(string path, CancellationToken cancellation = default);

    /// <summary>Gives a file a new name, replacing what had that name, atomically. Durable after the directories were synced.</summary>
    ValueTask RenameAsync(string from, string to, CancellationToken cancellation = default);

    /// <summary>Removes a file; answers <c>false</c> if there was none.</summary>
    ValueTask<bool> DeleteAsync(string path, CancellationToken cancellation = default);

    /// <summary>Removes a directory and all that is in it; answers <c>false</c> if there was none.</summary>
    ValueTask<bool> DeleteDirectoryAsync(string path, CancellationToken cancellation = default);

    /// <summary>Creates a directory and its missing parents, and makes the names of those it created, or found empty, durable.</summary>
    ValueTask CreateDirectoryAsync(string path, CancellationToken cancellation = default);

    /// <summary>
    /// Opens a directory in which names are about to be made, so that it can be told whether they are durable. A failed sync of a directory
    /// loses names of everybody who works in it, and a later sync says nothing of that, unless it goes through a handle from before.
    /// </summary>
    ValueTask<IDirectoryHandle> OpenDirectoryAsync(string path, CancellationToken cancellation = default);

    /// <summary>Makes the names in a directory durable; for those that nobody misses if they are lost, deletions say.</summary>
    ValueTask SyncDirectoryAsync(string path, CancellationToken cancellation = default);

    /// <summary>What is at the path, or <c>null</c>.</summary>
    ValueTask<FileEntry?> StatAsync(string path, CancellationToken cancellation = default);

    /// <summary>The entries of a directory, ordered by name (ordinal); empty if there is no such directory.</summary>
    ValueTask<IReadOnlyList<FileEntry>> ListAsync(string directory, CancellationToken cancellation = default);

    /// <summary>
    /// Takes the directory for this owner until the answer is disposed or the process dies, whatever way it dies.
    /// </summary>
    /// <param name="directory">An existing directory. The lock is a file named <c>.lock</c> in it.</param>
    /// <param name="owner">Who takes it, in words a person can act on: job name, process id, host name.</param>
    /// <param name="cancellation">Gives the attempt up.</param>
    /// <exception cref="DirectoryInUseException">Another process (or another holder in this one) has it; names that owner.</exception>
    ValueTask<IAsyncDisposable> LockAsync(string directory, string owner, CancellationToken cancellation = default);
}

/// <summary>A directory held open. Not thread-safe.</summary>
public interface IDirectoryHandle : IAsyncDisposable
{
    /// <summary>
    /// Makes the names in the directory durable. Fails if any sync of it has failed since it was opened, whoever tried: names made since
    /// then are lost, and must be made anew, with a handle of their own.
    /// </summary>
    ValueTask SyncAsync(CancellationToken cancellation = default);
}

/// <summary>A file open for appending. Not thread-safe. Disposing closes it without syncing.</summary>
public interface IFileWriter : IAsyncDisposable
{
    /// <summary>The path it was created under.</summary>
    string Path { get; }

    /// <summary>Bytes written so far.</summary>
    long Length { get; }

    /// <summary>Appends; the memory may be reused once the task ends.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default);

    /// <summary>Makes all that was written durable. After a failure the file counts as lost.</summary>
    ValueTask SyncAsync(CancellationToken cancellation = default);
}

/// <summary>A file open for reading. Not thread-safe.</summary>
public interface IFileReader : IAsyncDisposable
{
    /// <summary>The path it was opened under.</summary>
    string Path { get; }

    /// <summary>Bytes in the file when it was opened.</summary>
    long Length { get; }

    /// <summary>Reads from an offset; answers how many bytes, 0 at the end only.</summary>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default);
}

/// <summary>A name in a directory.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Length">Bytes; 0 for a directory.</param>
/// <param name="IsDirectory">Whether it is a directory.</param>
public readonly record struct FileEntry(string Path, long Length, bool IsDirectory)
{
    /// <summary>The last part of the path.</summary>
    public string Name => System.IO.Path.GetFileName(Path);
}

/// <summary>The disk has no room left. Free space and try again.</summary>
public sealed class DiskFullException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>A directory belongs to another running process.</summary>
public sealed class DirectoryInUseException(string directory, string owner)
    : IOException($"Directory '{directory}' is in use by {owner}. Stop that process first, or choose another directory.")
{
    /// <summary>The directory.</summary>
    public string Directory { get; } = directory;

    /// <summary>What the owner wrote of itself.</summary>
    public string Owner { get; } = owner;
}
