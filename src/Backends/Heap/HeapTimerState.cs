using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// Timers in the hash-ordered table, which is their truth, and a queue by time, which is an index into it: an entry of the queue whose timer
/// is gone from the table is stale and passed over. When more than half of the queue is stale it is built anew.
/// </summary>
internal sealed class HeapTimerState<TKey>(TimerKind kind, HashRange range, HeapMemory memory, SnapshotIntervals intervals, Codec<TKey> keys)
    : TimerState<TKey>, IHeapState<TKey>
{
    private const int StaleAlwaysAllowed = 1024;

    private readonly PagedTable<TKey, KeyTimers> _timers = new(range, memory, intervals);
    private readonly PriorityQueue<TKey, Due> _queue = new();
    private long _count;

    public StateKind Kind => StateKind.Timer;

    public string Name { get; } = kind.ToString();

    public Schema Schema => KeyTimersCodec.Instance.Schema;

    public override long Count => _count;

    public override bool Register(in TKey key, ulong hash, long time)
    {
        ref readonly var known = ref _timers.Find(hash, key);
        if (Unsafe.IsNullRef(in known))
        {
            _timers.GetOrAdd(hash, key, out _) = KeyTimers.Of(time);
        }
        else if (known.Contains(time))
        {
            return false;
        }
        else
        {
            var times = known.With(time); // before the call that may move what 'known' refers to
            _timers.GetOrAdd(hash, key, out _) = times;
        }

        _queue.Enqueue(key, new Due(time, hash));
        _count++;
        return true;
    }

    public override bool Delete(in TKey key, ulong hash, long time)
    {
        if (!TryTake(key, hash, time))
        {
            return false;
        }

        if (_queue.Count > (2 * _count) + StaleAlwaysAllowed)
        {
            BuildQueue();
        }

        return true;
    }

    public override bool TryPeek(out long time)
    {
        while (_queue.TryPeek(out var key, out var due))
        {
            if (IsRegistered(key, due))
            {
                time = due.Time;
                return true;
            }

            _queue.Dequeue();
        }

        time = 0;
        return false;
    }

    public override bool TryPopDue(long now, out TKey key, out ulong hash, out long time)
    {
        while (_queue.TryPeek(out key!, out var due) && due.Time <= now)
        {
            _queue.Dequeue();
            if (TryTake(key, due.Hash, due.Time))
            {
                (hash, time) = (due.Hash, due.Time);
                return true;
            }
        }

        (key, hash, time) = (default!, 0, 0);
        return false;
    }

    public IEnumerable<(long Namespace, FrozenEntries Entries)> Freeze(long since) =>
        [(0, new FrozenTableEntries<TKey, KeyTimers>(_timers.Freeze(since), keys, KeyTimersCodec.Instance))];

    public KeyCursor<TKey> Keys() => new TableCursor<TKey, KeyTimers>(_timers);

    public IEntryLoader<TKey> LoaderOf(Schema written) => new Loader(_timers, KeyTimersCodec.Instance.ReadingAs(written, $"timers/{Name}"));

    public void Restored() => BuildQueue();

    public void Dispose() => _timers.Dispose();

    private bool IsRegistered(in TKey key, Due due)
    {
        ref readonly var times = ref _timers.Find(due.Hash, key);
        return !Unsafe.IsNullRef(in times) && times.Contains(due.Time);
    }

    private bool TryTake(in TKey key, ulong hash, long time)
    {
        ref readonly var times = ref _timers.Find(hash, key);
        if (Unsafe.IsNullRef(in times) || !times.Contains(time))
        {
            return false;
        }

        if (times.Count == 1)
        {
            _timers.Remove(hash, key);
        }
        else
        {
            var rest = times.Without(time);
            _timers.GetOrAdd(hash, key, out _) = rest;
        }

        _count--;
        return true;
    }

    private void BuildQueue()
    {
        _queue.Clear();
        _count = 0;
        var registered = new TableCursor<TKey, KeyTimers>(_timers);
        while (registered.MoveNext())
        {
            foreach (var time in _timers.Find(registered.Hash, registered.Key).ToArray())
            {
                _queue.Enqueue(registered.Key, new Due(time, registered.Hash));
                _count++;
            }
        }
    }

    /// <summary>By time, then key hash: the order does not depend on when timers were registered, nor on a restore in between.</summary>
    private readonly record struct Due(long Time, ulong Hash) : IComparable<Due>
    {
        public int CompareTo(Due other) => Time != other.Time ? Time.CompareTo(other.Time) : Hash.CompareTo(other.Hash);
    }

    private sealed class Loader(PagedTable<TKey, KeyTimers> timers, Codec<KeyTimers> values) : IEntryLoader<TKey>
    {
        public bool TryLoad(long @namespace, ulong hash, in TKey key, RecordReader value)
        {
            var times = values.Read(value);
            timers.GetOrAdd(hash, key, out var added) = times;
            return added;
        }

        public void Remove(long @namespace, ulong hash, in TKey key) => timers.Remove(hash, key);
    }
}
