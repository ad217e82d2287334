namespace ActorStream.Connectors.Files.Output;

/// <summary>A hidden file being written; created with its first bytes.</summary>
internal sealed class FileTransaction<T> : ISinkTransaction<T>
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>How often the file is written before a disk that does not sync it makes the transaction, and with it the job's epoch,
    /// fail.</summary>
    private const int MostWritings = 3;

    private readonly IFileSystem _files;
    private readonly string _directory;
    private readonly TransactionFile _name;
    private readonly Func<CancellationToken, ValueTask> _checkFence;
    private readonly MemoryStream _buffer = new();
    private readonly IRecordEncoder<T> _encoder;
    private IFileWriter? _file;
    private IDirectoryHandle? _handle;
    private Crc32C _checksum;

    internal FileTransaction(
        IFileSystem files, string directory, TransactionFile name, IRecordFormat<T> format, Func<CancellationToken, ValueTask> checkFence)
    {
        (_files, _directory, _name, _checkFence) = (files, directory, name, checkFence);
        _encoder = format.Open(_buffer);
    }

    private string HiddenPath => Path.Combine(_directory, _name.HiddenName);

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
        for (var writing = 1; !await IsSyncedAsync(isLast: writing == MostWritings, cancellation); writing++)
        {
            await WriteAnewAsync(cancellation);
        }

        var committable = new FileCommittable(_name, _file!.Length, _checksum.Value);
        await CloseAsync();
        return committable.ToBytes();
    }

    public async ValueTask AbortAsync(CancellationToken cancellation)
    {
        if (_file is not null)
        {
            await CloseAsync();
            await _files.DeleteAsync(HiddenPath, cancellation);
        }
    }

    public ValueTask DisposeAsync()
    {
        _encoder.Dispose();
        return CloseAsync();
    }

    private async ValueTask CloseAsync()
    {
        if (_handle is not null)
        {
            await _handle.DisposeAsync();
        }

        if (_file is not null)
        {
            await _file.DisposeAsync();
        }
    }

    private async ValueTask<bool> IsSyncedAsync(bool isLast, CancellationToken cancellation)
    {
        try
        {
            await _file!.SyncAsync(cancellation);
            await _handle!.SyncAsync(cancellation);
            return true;
        }
        catch (IOException) when (!isLast)
        {
            return false;
        }
    }

    /// <summary>Writes the file again, to another one that takes its name.</summary>
    private async ValueTask WriteAnewAsync(CancellationToken cancellation)
    {
        await _file!.DisposeAsync();
        await OpenDirectoryAsync(cancellation);
        var copy = Path.Combine(_directory, _name.CopyName);
        _file = await FileCopy.CreateAsync(_files, HiddenPath, copy, _file.Length, _checksum.Value, cancellation);
        await _files.RenameAsync(copy, HiddenPath, cancellation);
    }

    /// <summary>Before a name is made: only then does a sync tell whether it is durable.</summary>
    private async ValueTask OpenDirectoryAsync(CancellationToken cancellation)
    {
        if (_handle is not null)
        {
            await _handle.DisposeAsync();
        }

        _handle = await _files.OpenDirectoryAsync(_directory, cancellation);
    }

    private async ValueTask DrainAsync(CancellationToken cancellation)
    {
        if (_file is null)
        {
            await OpenDirectoryAsync(cancellation);
            _file = await _files.CreateAsync(HiddenPath, cancellation);
        }

        var bytes = _buffer.GetBuffer().AsMemory(0, (int)_buffer.Length);
        _checksum.Add(bytes.Span);
        await _file.WriteAsync(bytes, cancellation);
        _buffer.SetLength(0);
    }
}
