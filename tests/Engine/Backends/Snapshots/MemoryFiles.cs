namespace ActorStream.Tests.Engine.Backends.Snapshots;

/// <summary>Files in memory, to damage at will.</summary>
internal sealed class MemoryFiles : IFileSystem
{
    public Dictionary<string, byte[]> Contents { get; } = [];

    /// <summary>Called before each write, with the bytes written so far to that file.</summary>
    public Action<long>? BeforeWrite { get; set; }

    public ValueTask<IFileWriter> CreateAsync(string path, CancellationToken cancellation = default)
    {
        Contents.Add(path, []);
        return new(new Writer(this, path));
    }

    public ValueTask<IFileReader> OpenReadAsync(string path, CancellationToken cancellation = default) =>
        new(new Reader(path, Contents[path]));

    public ValueTask<bool> DeleteAsync(string path, CancellationToken cancellation = default) => new(Contents.Remove(path));

    public ValueTask RenameAsync(string from, string to, CancellationToken cancellation = default) => throw new NotSupportedException();

    public ValueTask<bool> DeleteDirectoryAsync(string path, CancellationToken cancellation = default) => throw new NotSupportedException();

    public ValueTask CreateDirectoryAsync(string path, CancellationToken cancellation = default) => default;

    public ValueTask<IDirectoryHandle> OpenDirectoryAsync(string path, CancellationToken cancellation = default) => new(new Names());

    public ValueTask SyncDirectoryAsync(string path, CancellationToken cancellation = default) => throw new NotSupportedException();

    public ValueTask<FileEntry?> StatAsync(string path, CancellationToken cancellation = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<FileEntry>> ListAsync(string directory, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public ValueTask<IAsyncDisposable> LockAsync(string directory, string owner, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    private sealed class Names : IDirectoryHandle
    {
        public ValueTask SyncAsync(CancellationToken cancellation = default) => default;

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Writer(MemoryFiles files, string path) : IFileWriter
    {
        private readonly MemoryStream _bytes = new();
        private bool _synced;

        public string Path => path;

        public long Length => _bytes.Length;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
        {
            files.BeforeWrite?.Invoke(Length);
            _bytes.Write(bytes.Span);
            return default;
        }

        public ValueTask SyncAsync(CancellationToken cancellation = default)
        {
            _synced = true;
            return default;
        }

        /// <summary>Only a synced file has content afterwards.</summary>
        public ValueTask DisposeAsync()
        {
            files.Contents[path] = _synced ? _bytes.ToArray() : [];
            return default;
        }
    }

    private sealed class Reader(string path, byte[] content) : IFileReader
    {
        public string Path => path;

        public long Length => content.Length;

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
        {
            var count = (int)Math.Clamp(content.Length - offset, 0, Math.Min(buffer.Length, 1000));
            content.AsSpan((int)offset, count).CopyTo(buffer.Span);
            return new(count);
        }

        public ValueTask DisposeAsync() => default;
    }
}
