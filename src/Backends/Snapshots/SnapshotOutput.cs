using System.Buffers;

namespace ActorStream.Backends;

/// <summary>The bytes of one file of a snapshot, and their checksum: kept in memory until they are more than a few.</summary>
/// <param name="create">Makes the file when there are.</param>
/// <param name="mostInMemory">Bytes that are kept.</param>
internal sealed class SnapshotOutput(Func<ValueTask<IFileWriter>> create, int mostInMemory) : IAsyncDisposable
{
    private readonly ArrayBufferWriter<byte> _small = new();
    private IFileWriter? _file;

    public long Length { get; private set; }

    /// <summary>CRC-32C of what was written so far.</summary>
    public uint Checksum { get; private set; }

    /// <summary>CRC-32C of what the last write gave alone.</summary>
    public uint LastChecksum { get; private set; }

    /// <summary>Appends; the memory may be reused once the task ends.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        (LastChecksum, Checksum) = Crc32C.AloneAndJoined(bytes.Span, Checksum);
        Length += bytes.Length;
        if (_file is null && Length <= mostInMemory)
        {
            _small.Write(bytes.Span);
            return;
        }

        if (_file is null)
        {
            _file = await create();
            await _file.WriteAsync(_small.WrittenMemory, cancellation);
        }

        await _file.WriteAsync(bytes, cancellation);
    }

    /// <summary>Nothing more is written: makes the bytes durable, if they are in a file.</summary>
    public async ValueTask<SnapshotFile> FinishAsync(string path, CancellationToken cancellation)
    {
        if (_file is null)
        {
            return new SnapshotFile(path, Length, Checksum) { Content = _small.WrittenMemory };
        }

        await _file.SyncAsync(cancellation);
        return new SnapshotFile(path, Length, Checksum);
    }

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;
}
