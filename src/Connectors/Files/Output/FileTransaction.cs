namespace ActorStream.Connectors.Files.Output;

/// <summary>A hidden file being written; created with its first bytes.</summary>
internal sealed class FileTransaction<T> : ISinkTransaction<T>
{
    private const int BufferBytes = 64 * 1024;
    private readonly IFileSystem _files;
    private readonly string _directory;
    private readonly TransactionFile _name;
    private readonly Func<CancellationToken, ValueTask> _checkFence;
    private readonly MemoryStream _buffer = new();
    private readonly IRecordEncoder<T> _encoder;
    private IFileWriter? _file;
    private Crc32C _checksum;

    internal FileTransaction(
        IFileSystem files, string directory, TransactionFile name, IRecordFormat<T> format, Func<CancellationToken, ValueTask> checkFence)
    {
        (_files, _directory, _name, _checkFence) = (files, directory, name, checkFence);
        _encoder = format.Open(_buffer);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<T> records, CancellationToken cancellation)
    {
        if (!records.IsEmpty)
        {
            _encoder.Encode(records.Span);
        }

        if (_buffer.Length >= BufferBytes)
        {
            await DrainAsync(cancellation);
        }
    }

    public async ValueTask<byte[]?> PreCommitAsync(CancellationToken cancellation)
    {
        await _checkFence(cancellation);
        if (_file is null && _buffer.Length == 0)
        {
            return null;
        }

        await DrainAsync(cancellation);
        await _file!.SyncAsync(cancellation);
        var committable = new FileCommittable(_name, _file.Length, _checksum.Value);
        await _file.DisposeAsync();
        await _files.SyncDirectoryAsync(_directory, cancellation);
        return committable.ToBytes();
    }

    public async ValueTask AbortAsync(CancellationToken cancellation)
    {
        if (_file is not null)
        {
            await _file.DisposeAsync();
            await _files.DeleteAsync(_file.Path, cancellation);
        }
    }

    public ValueTask DisposeAsync()
    {
        _encoder.Dispose();
        return _file?.DisposeAsync() ?? default;
    }

    private async ValueTask DrainAsync(CancellationToken cancellation)
    {
        _file ??= await _files.CreateAsync(Path.Combine(_directory, _name.HiddenName), cancellation);
        var bytes = _buffer.GetBuffer().AsMemory(0, (int)_buffer.Length);
        _checksum.Add(bytes.Span);
        await _file.WriteAsync(bytes, cancellation);
        _buffer.SetLength(0);
    }
}
