using ActorStream.Backends.Native;

namespace ActorStream.Backends;

/// <summary>The database of one backend, and what its states share: the batch that they write, and buffers.</summary>
/// <param name="make">Makes the database, once anything is to be written to it.</param>
internal sealed class RocksDbStore(Func<RocksDb> make) : IDisposable
{
    private RocksDb? _db;

    public RocksDb Db => _db ??= make();

    /// <summary>Where it lies; null before it is open.</summary>
    public string? Directory => _db?.Path;

    /// <summary>Changes on their way into the database.</summary>
    public WriteBatch Batch { get; } = new();

    /// <summary>Key or keys of one call.</summary>
    public RecordWriter Keys { get; } = new();

    /// <summary>Value of one call.</summary>
    public RecordWriter Value { get; } = new();

    /// <summary>Reads <see cref="Value"/>.</summary>
    public RecordReader Reader { get; } = new();

    /// <summary>Batches written so far: what was read before another one may be out of date.</summary>
    public long Version { get; private set; }

    public void Open(RocksDb db) => _db = db;

    public void Flush()
    {
        if (Batch.Count == 0) return;
        Db.Write(Batch);
        Version++;
    }

    /// <summary>About how many entries the database holds.</summary>
    public long EstimateEntries() => Db.ColumnFamilies.Sum(
        family => long.TryParse(Db.Property(family, "rocksdb.estimate-num-keys"), out var keys) ? keys : 0);

    /// <summary>Writes the batch once it holds many changes: for those who make many.</summary>
    public void FlushWhenLarge()
    {
        const int many = 1024;
        if (Batch.Count >= many) Flush();
    }

    public void Dispose()
    {
        Batch.Dispose();
        _db?.Dispose();
    }
}
