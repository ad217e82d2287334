namespace ActorStream.Backends;

/// <summary>The keys that were removed from a table, until a snapshot that lacks them is known to be complete.</summary>
internal sealed class RemovedKeys<TKey>(SnapshotIntervals intervals)
{
    private readonly List<(long Interval, List<RemovedKey<TKey>> Keys)> _lists = []; // ascending, the last one is added to

    /// <summary>How many removals are remembered.</summary>
    public long Count { get; private set; }

    public void Add(ulong hash, in TKey key)
    {
        if (!intervals.IsTracked)
        {
            return;
        }

        if (_lists.Count == 0 || _lists[^1].Interval < intervals.Current)
        {
            ForgetConfirmed();
            _lists.Add((intervals.Current, []));
        }

        _lists[^1].Keys.Add(new RemovedKey<TKey>(hash, key));
        Count++;
    }

    /// <summary>
    /// Those behind an interval, in no order; a key may come more than once, and may be present again. The lists do not change once the current
    /// interval is closed.
    /// </summary>
    public IReadOnlyList<List<RemovedKey<TKey>>> Since(long interval)
    {
        ForgetConfirmed();
        return [.. _lists.Where(list => list.Interval > interval).Select(list => list.Keys)];
    }

    public void Clear()
    {
        _lists.Clear();
        Count = 0;
    }

    private void ForgetConfirmed()
    {
        while (_lists.Count > 0 && _lists[0].Interval <= intervals.Confirmed)
        {
            Count -= _lists[0].Keys.Count;
            _lists.RemoveAt(0);
        }
    }
}

/// <summary>A key that was removed; ordered by its hash.</summary>
internal readonly record struct RemovedKey<TKey>(ulong Hash, TKey Key) : IComparable<RemovedKey<TKey>>
{
    public int CompareTo(RemovedKey<TKey> other) => Hash.CompareTo(other.Hash);
}
