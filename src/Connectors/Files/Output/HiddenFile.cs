namespace ActorStream.Connectors.Files.Output;

/// <summary>One hidden file being written; created with its first bytes.</summary>
internal sealed class HiddenFile<T> : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>How often the file is written before a disk that does not sync it makes the transaction, and with it the job's epoch,
    /// fail.</summary>
    private const int MostWritings = 3;

    private readonly IFileSystem _files;
    private readonly string _output;
    private readonly TransactionFile _name;
    private readonly MemoryStream _buffer = new();
    private readonly IRecordEncoder<T> _encoder;
    private IFileWriter? _file;
    private IDirectoryHandle? _handle;
    private Crc32C _checksum;

    internal HiddenFile(IFileSystem files, string output, TransactionFile name, IRecordFormat<T> format)
    {
        (_files, _output, _name) = (files, output, name);
        _encoder = format.Open(_buffer);
    }

    /// <summary>Bytes written to it, those that wait in memory included.</summary>
    internal long Length => (_file?.Length ?? 0) + _buffer.Length;

    private string HiddenPath => _name.HiddenIn(_output);

    /// <summary>Takes records if none that wait in memory are to be written first.</summary>
    internal bool TryWrite(ReadOnlySpan<T> records)
    {
        var hasRoom = _buffer.Length < BufferBytes;
        if (hasRoom)
        {
            _encoder.Encode(records);
        }

        return hasRoom;
    }

    internal ValueTask WriteAsync(ReadOnlySpan<T> records, CancellationToken cancellation)
    {
        _encoder.Encode(records);
        return _buffer.Length >= BufferBytes ? DrainAsync(cancellation) : default;
    }

    /// <summary>Makes the file and its name durable; nothing is written to it afterwards.</summary>
    internal async ValueTask<PreparedFile> PrepareAsync(CancellationToken cancellation)
    {
        await DrainAsync(cancellation);
        for (var writing = 1; !await IsSyncedAsync(isLast: writing == MostWritings, cancellation); writing++)
        {
            await WriteAnewAsync(cancellation);
        }

        var prepared = new PreparedFile(_name, _file!.Length, _checksum.Value);
        await CloseAsync();
        return prepared;
    }

    internal async ValueTask AbortAsync(CancellationToken cancellation)
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
        var copy = _name.CopyIn(_output);
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

        _handle = await _files.OpenDirectoryAsync(_name.DirectoryIn(_output), cancellation);
    }

    private async ValueTask DrainAsync(CancellationToken cancellation)
    {
        if (_file is null)
        {
            if (_name.Bucket.Length > 0)
            {
                // Its name is durable once this returns, also if another subtask made it: nothing is put into it before.
                await _files.CreateDirectoryAsync(_name.DirectoryIn(_output), cancellation);
            }

            await OpenDirectoryAsync(cancellation);
            _file = await _files.CreateAsync(HiddenPath, cancellation);
        }

        var bytes = _buffer.GetBuffer().AsMemory(0, (int)_buffer.Length);
        _checksum.Add(bytes.Span);
        await _file.WriteAsync(bytes, cancellation);
        _buffer.SetLength(0);
    }
}
