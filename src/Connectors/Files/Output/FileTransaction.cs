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
        await _file.DisposeAsync();
        return committable.ToBytes();
    }

    public async ValueTask AbortAsync(CancellationToken cancellation)
    {
        if (_file is not null)
        {
            await _file.DisposeAsync();
            await _files.DeleteAsync(HiddenPath, cancellation);
        }
    }

    public ValueTask DisposeAsync()
    {
        _encoder.Dispose();
        return _file?.DisposeAsync() ?? default;
    }

    private async ValueTask<bool> IsSyncedAsync(bool isLast, CancellationToken cancellation)
    {
        try
        {
            await _file!.SyncAsync(cancellation);
            await _files.SyncDirectoryAsync(_directory, cancellation);
            return true;
        }
        catch (IOException) when (!isLast)
        {
            return false;
        }
    }

    /// <summary>
    /// After a failed sync the file is lost: the kernel may have dropped its pages, and a second sync of it would not tell. What is still
    /// read of it, and is right by its checksum, goes into a new file, which takes the name.
    /// </summary>
    private async ValueTask WriteAnewAsync(CancellationToken cancellation)
    {
        var (lost, anew, block, checksum) = (_file!, HiddenPath + ".anew", new byte[BufferBytes], default(Crc32C));
        await lost.DisposeAsync();
        await _files.DeleteAsync(anew, cancellation);
        _file = await _files.CreateAsync(anew, cancellation);
        await using (var source = await _files.OpenReadAsync(HiddenPath, cancellation))
        {
            while (await source.ReadAsync(_file.Length, block, cancellation) is var read and > 0)
            {
                checksum.Add(block.AsSpan(0, read));
                await _file.WriteAsync(block.AsMemory(0, read), cancellation);
            }
        }

        if (_file.Length != lost.Length || checksum.Value != _checksum.Value)
        {
            throw new IOException(
                $"File '{HiddenPath}' of {lost.Length} bytes could not be synced and is not read back as it was written.");
        }

        await _files.RenameAsync(anew, HiddenPath, cancellation);
    }

    private async ValueTask DrainAsync(CancellationToken cancellation)
    {
        _file ??= await _files.CreateAsync(HiddenPath, cancellation);
        var bytes = _buffer.GetBuffer().AsMemory(0, (int)_buffer.Length);
        _checksum.Add(bytes.Span);
        await _file.WriteAsync(bytes, cancellation);
        _buffer.SetLength(0);
    }
}
