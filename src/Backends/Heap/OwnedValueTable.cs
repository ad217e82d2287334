using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>A value and the snapshot generation since which it is the table's own.</summary>
internal struct Owned<T>
{
    public T Value;
    public uint Generation;
}

/// <summary>
/// Values that refer to objects which could change: the copy of a page copies references only, so the first access to an entry after a
/// snapshot, reads included, replaces its value by a deep copy. What the snapshot froze is then nobody's but its own.
/// </summary>
internal sealed class OwnedValueTable<TKey, T>(HashRange range, HeapMemory memory, SnapshotIntervals intervals, Codec<TKey> keys, Codec<T> values) : ValueTable<TKey, T>
{
    private readonly PagedTable<TKey, Owned<T>> _table = new(range, memory, intervals);
    private readonly OwnedCodec<T> _frozenValues = new(values);
    private readonly RecordWriter _writer = new();
    private readonly RecordReader _reader = new();
    private uint _generation;

    public override long Count => _table.Count;

    public override void Prefetch(ReadOnlySpan<ulong> hashes, int at, bool isFirst) => _table.Prefetch(hashes, at, isFirst);

    public override ref T GetOrAdd(ulong hash, in TKey key, out bool added)
    {
        ref var owned = ref _table.GetOrAdd(hash, key, out added);
        if (owned.Generation != _generation)
        {
            owned.Generation = _generation;
            owned.Value = added ? owned.Value : DeepCopy(owned.Value);
        }

        return ref owned.Value;
    }

    public override ref readonly T Find(ulong hash, in TKey key)
    {
        ref readonly var found = ref _table.Find(hash, key);
        if (Unsafe.IsNullRef(in found))
        {
            return ref Unsafe.NullRef<T>();
        }

        if (found.Generation == _generation)
        {
            return ref found.Value;
        }

        return ref GetOrAdd(hash, key, out _);
    }

    public override bool Remove(ulong hash, in TKey key) => _table.Remove(hash, key);

    public override void Reserve(long entries, bool atOnce = false) => _table.Reserve(entries, atOnce);

    public override KeyCursor<TKey> Keys() => new TableCursor<TKey, Owned<T>>(_table);

    public override FrozenEntries Freeze(long since)
    {
        _generation++;
        return new FrozenTableEntries<TKey, Owned<T>>(_table.Freeze(since), keys, _frozenValues);
    }

    public override void Dispose() => _table.Dispose();

    private T DeepCopy(in T value)
    {
        _writer.Clear();
        values.Write(_writer, value);
        _reader.Reset(_writer.Written);
        return values.Read(_reader);
    }
}

/// <summary>Writes the value alone.</summary>
internal sealed class OwnedCodec<T>(Codec<T> values) : Codec<Owned<T>>
{
    public override Schema Schema => values.Schema;

    public override void Write(RecordWriter writer, in Owned<T> owned) => values.Write(writer, owned.Value);

    public override Owned<T> Read(RecordReader reader) => new() { Value = values.Read(reader) };
}
