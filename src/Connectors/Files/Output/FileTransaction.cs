namespace ActorStream.Connectors.Files.Output;

/// <summary>
/// A set of hidden files: one for each bucket being written to, and those that became full before. Without buckets and a largest size it
/// is one.
/// </summary>
internal sealed class FileTransaction<T>(
    IFileSystem files, string output, SinkTransactionId id, IRecordFormat<T> format, FileSinkOptions<T> options,
    Func<CancellationToken, ValueTask> checkFence) : ISinkTransaction<T>, ISynchronousSinkTransaction<T>
{
    /// <summary>All of their names fit into a committable.</summary>
    internal const int MostFiles = 4096;

    private const int MostRecordsBetweenLooks = 64;

    private readonly Func<T, string>? _bucketOf = options.Buckets?.Open();
    private readonly Dictionary<string, HiddenFile<T>> _open = [];
    private readonly List<PreparedFile> _full = [];
    private int _files;

    /// <summary>Where there is one file, into what it has in memory.</summary>
    public bool TryWrite(ReadOnlySpan<T> records) => _bucketOf is null && options.MaxFileBytes is null && FileIn("").TryWrite(records);

    public async ValueTask WriteAsync(ReadOnlyMemory<T> records, CancellationToken cancellation)
    {
        while (!records.IsEmpty)
        {
            var bucket = NextBucket(records.Span, out var count);
            var file = FileIn(bucket);
            await file.WriteAsync(records.Span[..count], cancellation);
            records = records[count..];
            if (file.Length >= options.MaxFileBytes)
            {
                _full.Add(await file.PrepareAsync(cancellation));
                _open.Remove(bucket);
                await file.DisposeAsync();
            }
        }
    }

    public async ValueTask<byte[]?> PreCommitAsync(CancellationToken cancellation)
    {
        await checkFence(cancellation);
        if (_files == 0)
        {
            return null;
        }

        var prepared = _full.ToList();
        foreach (var file in _open.Values)
        {
            prepared.Add(await file.PrepareAsync(cancellation));
        }

        return new FileCommittable(prepared).ToBytes();
    }

    public async ValueTask AbortAsync(CancellationToken cancellation)
    {
        foreach (var file in _open.Values)
        {
            await file.AbortAsync(cancellation);
        }

        foreach (var file in _full)
        {
            await files.DeleteAsync(file.File.HiddenIn(output), cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _open.Values)
        {
            await file.DisposeAsync();
        }
    }

    /// <summary>The bucket of the first records, and how many of them go there before the file is to be looked at.</summary>
    private string NextBucket(ReadOnlySpan<T> records, out int count)
    {
        var most = options.MaxFileBytes is null ? records.Length : Math.Min(records.Length, MostRecordsBetweenLooks);
        if (_bucketOf is null)
        {
            count = most;
            return "";
        }

        var bucket = _bucketOf(records[0]) ?? "";
        for (count = 1; count < most && _bucketOf(records[count]) == bucket;)
        {
            count++;
        }

        return bucket;
    }

    private HiddenFile<T> FileIn(string bucket)
    {
        if (_open.TryGetValue(bucket, out var open))
        {
            return open;
        }

        if (_bucketOf is not null)
        {
            BucketName.Check(bucket);
        }

        if (_files == MostFiles)
        {
            throw new InvalidOperationException(
                $"Transaction {id.ToExternalId()} has {MostFiles} files in '{output}' and needs another, in bucket '{bucket}'. Choose "
                + "coarser buckets, larger files or a shorter checkpoint interval.");
        }

        var file = new HiddenFile<T>(files, output, TransactionFile.Of(id, _files++, bucket, format.Extension), format);
        _open.Add(bucket, file);
        return file;
    }
}
