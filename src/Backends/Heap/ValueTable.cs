using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>Values by key on the heap, such that nothing that a snapshot froze is changed afterwards, whatever the value type is.</summary>
internal abstract class ValueTable<TKey, T> : IDisposable
{
    public abstract long Count { get; }

    public static ValueTable<TKey, T> Create(HashRange range, HeapMemory memory, SnapshotIntervals intervals, Codec<TKey> keys, Codec<T> values) =>
        Immutability.IsProven<T>()
            ? new ShareableValueTable<TKey, T>(range, memory, intervals, keys, values)
            : new OwnedValueTable<TKey, T>(range, memory, intervals, keys, values);

    /// <summary>The table itself if values need no care of their own: saves the hot path a virtual call. Null otherwise.</summary>
    public virtual PagedTable<TKey, T>? Direct => null;

    /// <inheritdoc cref="PagedTable{TKey, TValue}.Prefetch"/>
    public abstract void Prefetch(ReadOnlySpan<ulong> hashes, int at, bool isFirst);

    public abstract ref T GetOrAdd(ulong hash, in TKey key, out bool added);

    /// <summary>A null reference if there is none.</summary>
    public abstract ref readonly T Find(ulong hash, in TKey key);

    public abstract bool Remove(ulong hash, in TKey key);

    /// <inheritdoc cref="PagedTable{TKey, TValue}.Reserve"/>
    public abstract void Reserve(long entries, bool atOnce = false);

    /// <summary>Sets entries; answers how many were added. It is fastest if they come in hash order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Load(ReadOnlySpan<ulong> hashes, ReadOnlySpan<TKey> keys, ReadOnlySpan<T> values)
    {
        var (direct, count) = (Direct, 0);
        for (var i = 0; i < hashes.Length; i++)
        {
            ref var entry = ref direct is null ? ref GetOrAdd(hashes[i], keys[i], out var added) : ref direct.GetOrAdd(hashes[i], keys[i], out added);
            entry = values[i];
            count += added ? 1 : 0;
        }

        return count;
    }

    /// <summary>The keys in hash order.</summary>
    public abstract KeyCursor<TKey> Keys();

    /// <inheritdoc cref="PagedTable{TKey, TValue}.Freeze"/>
    public abstract FrozenEntries Freeze(long since);

    public abstract void Dispose();
}

/// <summary>Values that the copy of a page copies in full: without references, or proven immutable.</summary>
internal sealed class ShareableValueTable<TKey, T>(HashRange range, HeapMemory memory, SnapshotIntervals intervals, Codec<TKey> keys, Codec<T> values) : ValueTable<TKey, T>
{
    private readonly PagedTable<TKey, T> _table = new(range, memory, intervals);

    public override long Count => _table.Count;

    public override PagedTable<TKey, T> Direct => _table;

    public override void Prefetch(ReadOnlySpan<ulong> hashes, int at, bool isFirst) => _table.Prefetch(hashes, at, isFirst);

    public override ref T GetOrAdd(ulong hash, in TKey key, out bool added) => ref _table.GetOrAdd(hash, key, out added);

    public override ref readonly T Find(ulong hash, in TKey key) => ref _table.Find(hash, key);

    public override bool Remove(ulong hash, in TKey key) => _table.Remove(hash, key);

    public override void Reserve(long entries, bool atOnce = false) => _table.Reserve(entries, atOnce);

    public override KeyCursor<TKey> Keys() => new TableCursor<TKey, T>(_table);

    public override FrozenEntries Freeze(long since) => new FrozenTableEntries<TKey, T>(_table.Freeze(since), keys, values);

    public override void Dispose() => _table.Dispose();
}
