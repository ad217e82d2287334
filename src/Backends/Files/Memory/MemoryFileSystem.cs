namespace ActorStream.Backends.Files.Memory;

/// <summary>
/// Files in the memory of this process, up to a number of bytes: for checkpoints that need not survive it. They survive everything else, so a job
/// restarts from them. Nothing is ever lost by a sync, and everything with the process.
/// </summary>
/// <param name="mostBytes">Of all files together.</param>
internal sealed class MemoryFileSystem(long mostBytes) : IFileSystem
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MemoryFile?> _names = new(StringComparer.Ordinal); // Null: a directory.
    private readonly Dictionary<string, string> _owners = [];
    private long _bytes;

    public ValueTask<IFileWriter> CreateAsync(string path, CancellationToken cancellation = default) => Do<IFileWriter>(cancellation, () =>
    {
        RequireDirectory(Path.GetDirectoryName(path)!);
        if (_names.ContainsKey(path)) throw new IOException($"Could not create '{path}': there is one already.");
        var file = new MemoryFile();
        _names.Add(path, file);
        return new MemoryFileWriter(this, file, path);
    });

    public ValueTask<IFileReader> OpenReadAsync(string path, CancellationToken cancellation = default) =>
        Do<IFileReader>(cancellation, () => new MemoryFileReader(Find(path), path));

    public ValueTask RenameAsync(string from, string to, CancellationToken cancellation = default) => Do(cancellation, () =>
    {
        var file = Find(from);
        RequireDirectory(Path.GetDirectoryName(to)!);
        Remove(to);
        _names.Remove(from);
        _names.Add(to, file);
    });

    public ValueTask<bool> DeleteAsync(string path, CancellationToken cancellation = default) => Do(cancellation, () => Remove(path));

    public ValueTask<bool> DeleteDirectoryAsync(string path, CancellationToken cancellation = default) => Do(cancellation, () =>
    {
        foreach (var name in _names.Keys.Where(name => IsWithin(path, name)).ToList()) Remove(name);
        return Remove(path);
    });

    public ValueTask CreateDirectoryAsync(string path, CancellationToken cancellation = default) => Do(cancellation, () =>
    {
        for (var name = Path.TrimEndingDirectorySeparator(path); name is { Length: > 0 }; name = Path.GetDirectoryName(name))
        {
            if (!_names.TryAdd(name, null) && _names[name] is not null)
                throw new IOException($"Could not create directory '{path}': '{name}' is a file.");
        }
    });

    public ValueTask<IDirectoryHandle> OpenDirectoryAsync(string path, CancellationToken cancellation = default) => Do<IDirectoryHandle>(cancellation, () =>
    {
        RequireDirectory(path);
        return new DirectoryHandle();
    });

    public ValueTask SyncDirectoryAsync(string path, CancellationToken cancellation = default) => Do(cancellation, () => RequireDirectory(path));

    public ValueTask<FileEntry?> StatAsync(string path, CancellationToken cancellation = default) => Do(cancellation, () =>
        _names.TryGetValue(path, out var file) ? EntryOf(path, file) : (FileEntry?)null);

    public ValueTask<IReadOnlyList<FileEntry>> ListAsync(string directory, CancellationToken cancellation = default) =>
        Do<IReadOnlyList<FileEntry>>(cancellation, () =>
            [.. _names.Where(name => Path.GetDirectoryName(name.Key) == directory).Select(static name => EntryOf(name.Key, name.Value))]);

    public ValueTask<IAsyncDisposable> LockAsync(string directory, string owner, CancellationToken cancellation = default) =>
        Do<IAsyncDisposable>(cancellation, () =>
        {
            RequireDirectory(directory);
            return _owners.TryAdd(directory, owner) ? new Held(this, directory) : throw new DirectoryInUseException(directory, _owners[directory]);
        });

    /// <summary>Adds to a file.</summary>
    /// <exception cref="DiskFullException">There is no room.</exception>
    internal ValueTask WriteAsync(MemoryFile file, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => Do(cancellation, () =>
    {
        if (_bytes + bytes.Length > mostBytes)
        {
            throw new DiskFullException(
                $"Could not write {bytes.Length} bytes to '{path}': checkpoints in memory take {_bytes} of the {mostBytes} bytes that they may "
                + "(checkpoint.memory-limit). Raise the limit, or keep checkpoints in files (checkpoint.storage = files).");
        }

        file.Append(bytes.Span);
        _bytes += bytes.Length;
    });

    private static FileEntry EntryOf(string path, MemoryFile? file) => new(path, file?.Length ?? 0, file is null);

    private static bool IsWithin(string directory, string name) => name.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private MemoryFile Find(string path) =>
        _names.GetValueOrDefault(path) ?? throw new FileNotFoundException($"There is no file '{path}' in memory.", path);

    private void RequireDirectory(string path)
    {
        if (!_names.TryGetValue(Path.TrimEndingDirectorySeparator(path), out var file) || file is not null)
            throw new FileNotFoundException($"There is no directory '{path}' in memory.", path);
    }

    private bool Remove(string path)
    {
        if (!_names.Remove(path, out var file)) return false;
        _bytes -= file?.Length ?? 0;
        return true;
    }

    private ValueTask Do(CancellationToken cancellation, Action action)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock) action();
        return default;
    }

    private ValueTask<T> Do<T>(CancellationToken cancellation, Func<T> action)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock) return new(action());
    }

    private sealed class DirectoryHandle : IDirectoryHandle
    {
        public ValueTask SyncAsync(CancellationToken cancellation = default) => default;

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Held(MemoryFileSystem files, string directory) : IAsyncDisposable
    {
        private bool _released;

        public ValueTask DisposeAsync() => files.Do(CancellationToken.None, () =>
        {
            if (!_released) files._owners.Remove(directory);
            _released = true;
        });
    }
}
