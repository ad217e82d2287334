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
    public StoreBatch Batch { get; } = new();

    /// <summary>Key or keys of one call.</summary>
    public RecordWriter Keys => Batch.Keys;

    /// <summary>Value of one call.</summary>
    public RecordWriter Value => Batch.Value;

    /// <summary>Reads <see cref="Value"/>.</summary>
    public RecordReader Reader { get; } = new();

    /// <summary>Batches written so far: what was read before another one may be out of date.</summary>
    public long Version { get; private set; }

    /// <summary>The newest snapshot's part in the database; null if there was none.</summary>
    public DatabaseCut? Cut { get; private set; }

    public void Open(RocksDb db) => _db = db;

    /// <summary>What is newer than a snapshot waits for it.</summary>
    public void Flush()
    {
        if (Batch.Changes.Count == 0) return;
        Cut?.Complete();
        Apply(Batch);
        Version++;
    }

    /// <summary>Writes a batch of whomever it is: the database can be used by several threads.</summary>
    public void Apply(StoreBatch batch) => Db.Write(batch.Changes);

    /// <summary>Leaves the batch to a later call as long as it would have to wait.</summary>
    public void FlushUnlessCut()
    {
        if (Cut is not { IsDone: false }) Flush();
    }

    /// <summary>From here on nothing goes into the database before this is done.</summary>
    public void Begin(DatabaseCut cut) => Cut = cut;

    /// <summary>About how many entries the database holds.</summary>
    public long EstimateEntries() => Db.ColumnFamilies.Sum(
        family => long.TryParse(Db.Property(family, "rocksdb.estimate-num-keys"), out var keys) ? keys : 0);

    /// <summary>Writes the batch once it holds many changes: for those who make many.</summary>
    public void FlushWhenLarge()
    {
        const int many = 1024;
        if (Batch.Changes.Count >= many) Flush();
    }

    public void Dispose()
    {
        Batch.Dispose();
        _db?.Dispose();
    }
}

/// <summary>Changes on their way into a database, and buffers for them. Used by one thread at a time.</summary>
internal sealed class StoreBatch : IDisposable
{
    private WriteBatch? _changes;

    public WriteBatch Changes => _changes ??= new();

    /// <summary>Key or keys of one call.</summary>
    public RecordWriter Keys { get; } = new();

    /// <summary>Value of one call.</summary>
    public RecordWriter Value { get; } = new();

    public void Dispose() => _changes?.Dispose();
}
