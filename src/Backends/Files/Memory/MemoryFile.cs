namespace ActorStream.Backends.Files.Memory;

/// <summary>The bytes of one file: appended by its writer, read up to the length that a reader saw when it opened it.</summary>
internal sealed class MemoryFile
{
    private volatile byte[] _bytes = [];

    /// <summary>Bytes appended.</summary>
    internal long Length { get; private set; }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        var length = (int)Length;
        if (_bytes.Length - length < bytes.Length)
        {
            var larger = new byte[Math.Max(length + bytes.Length, 2 * length)];
            _bytes.AsSpan(0, length).CopyTo(larger);
            _bytes = larger;
        }

        bytes.CopyTo(_bytes.AsSpan(length));
        Length += bytes.Length;
    }

    internal void Read(long offset, Span<byte> buffer) => _bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
}

internal sealed class MemoryFileWriter(MemoryFileSystem files, MemoryFile file, string path) : IFileWriter
{
    public string Path => path;

    public long Length => file.Length;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default) => files.WriteAsync(file, path, bytes, cancellation);

    public ValueTask SyncAsync(CancellationToken cancellation = default) => default;

    public ValueTask DisposeAsync() => default;
}

internal sealed class MemoryFileReader(MemoryFile file, string path) : IFileReader
{
    public string Path => path;

    public long Length { get; } = file.Length;

    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        if (count > 0) file.Read(offset, buffer.Span[..count]);
        return new(count);
    }

    public ValueTask DisposeAsync() => default;
}
