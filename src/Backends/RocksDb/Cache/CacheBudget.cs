namespace ActorStream.Backends;

/// <summary>
/// What the caches of one backend may take. A table that is below its even part of it takes room from the largest; one above makes room within itself.
/// </summary>
/// <param name="limit">The backend's share of the process's memory, which shrinks as others join.</param>
internal sealed class CacheBudget(Func<long> limit)
{
    private readonly List<ICacheTable> _tables = [];
    private long _used;

    public long UsedBytes => _used;

    /// <summary>Whether more is taken than should be: a snapshot under way was not waited for.</summary>
    public bool IsExceeded => _used > limit();

    /// <summary>Whether so much more is taken than should be that a snapshot must be waited for.</summary>
    public bool IsFarExceeded => _used > limit() / 2 * 3;

    public void Add(ICacheTable table) => _tables.Add(table);

    public void Remove(ICacheTable table) => _tables.Remove(table);

    /// <summary>Counts bytes taken, or given back if negative.</summary>
    public void Count(long bytes) => _used += bytes;

    /// <summary>Whether the table may take so many bytes more; others may have to give way for it.</summary>
    public bool HasRoomFor(ICacheTable table, long bytes)
    {
        var most = limit();
        if (_used + bytes <= most) return true;
        if (table.Bytes + bytes > most / _tables.Count) return false;
        while (_used + bytes > most && _tables.MaxBy(other => other.Bytes) is { } largest && largest != table)
        {
            if (!largest.ShrinkOne()) return false;
        }

        return _used + bytes <= most;
    }

    /// <summary>Brings what is taken back within the limit: values grew, or the limit fell.</summary>
    public void Enforce()
    {
        var most = limit();
        while (_used > most && _tables.MaxBy(table => table.Bytes)!.ShrinkOne())
        {
        }
    }
}

/// <summary>A table as the budget sees it.</summary>
internal interface ICacheTable
{
    long Bytes { get; }

    /// <summary>Halves one page, the next in turn; answers whether there was one to halve.</summary>
    bool ShrinkOne();
}

/// <summary>Where a cache writes what it lets go.</summary>
internal interface ICacheStore<TKey, T>
{
    /// <summary>Adds what changed of the entry, or its removal, to a batch. Entries come in hash order.</summary>
    void Write(StoreBatch batch, in CacheSlot<TKey, T> slot);

    /// <summary>The owner's batch.</summary>
    StoreBatch Batch { get; }

    /// <summary>Writes the owner's batch.</summary>
    void Flush();

    /// <summary>Entries that were changed are going to be stored, by whomever.</summary>
    void WillStore();

    /// <summary>The value has been stored as it is.</summary>
    void Stored(T value)
    {
    }
}
