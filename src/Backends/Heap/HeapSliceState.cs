namespace ActorStream.Backends;

/// <summary>A table per slice. Records come mostly for the slice of the record before, so that one is remembered.</summary>
internal sealed class HeapSliceState<TKey, TAcc>(
    string name, HashRange range, HeapMemory memory, SnapshotIntervals intervals, Codec<TKey> keys, Codec<TAcc> values) : SliceState<TKey, TAcc>, IHeapState<TKey>
{
    private readonly SortedList<long, ValueTable<TKey, TAcc>> _slices = [];
    private long _lastSlice;
    private ValueTable<TKey, TAcc>? _last;

    public StateKind Kind => StateKind.Slice;

    public string Name { get; } = name;

    public Schema Schema => values.Schema;

    public override IReadOnlyList<long> Slices => _slices.Keys.AsReadOnly();

    public override ref TAcc GetOrAdd(long slice, in TKey key, ulong hash, out bool added)
    {
        var table = slice == _lastSlice && _last is not null ? _last : TableOf(slice);
        return ref table.GetOrAdd(hash, key, out added);
    }

    public override void Prefetch(long slice, ReadOnlySpan<ulong> hashes)
    {
        if (_slices.TryGetValue(slice, out var table))
        {
            table.Prefetch(hashes);
        }
    }

    public override SliceCursor<TKey, TAcc> Iterate(long slice) =>
        _slices.TryGetValue(slice, out var table) ? new HeapSliceCursor<TKey, TAcc>(table) : new EmptySliceCursor<TKey, TAcc>();

    public override bool Drop(long slice)
    {
        if (!_slices.Remove(slice, out var table))
        {
            return false;
        }

        table.Dispose();
        _last = null;
        return true;
    }

    public IEnumerable<(long Namespace, FrozenEntries Entries)> Freeze(long since) =>
        [.. _slices.Where(slice => slice.Value.Count > 0).Select(slice => (slice.Key, slice.Value.Freeze(since)))];

    public KeyCursor<TKey> Keys() => throw new NotSupportedException($"Slice state '{Name}' is iterated slice by slice.");

    public IEntryLoader<TKey> LoaderOf(Schema written) => new Loader(this, values.ReadingAs(written, Name));

    public void Dispose()
    {
        foreach (var table in _slices.Values)
        {
            table.Dispose();
        }

        _slices.Clear();
        _last = null;
    }

    private ValueTable<TKey, TAcc> TableOf(long slice)
    {
        if (!_slices.TryGetValue(slice, out var table))
        {
            table = ValueTable<TKey, TAcc>.Create(range, memory, intervals, keys, values);
            _slices.Add(slice, table);
        }

        (_lastSlice, _last) = (slice, table);
        return table;
    }

    private sealed class Loader(HeapSliceState<TKey, TAcc> state, Codec<TAcc> values) : IEntryLoader<TKey>
    {
        public bool TryLoad(long @namespace, ulong hash, in TKey key, RecordReader value)
        {
            ref var entry = ref state.GetOrAdd(@namespace, key, hash, out var added);
            entry = values.Read(value);
            return added;
        }

        public void Remove(long @namespace, ulong hash, in TKey key) => state.TableOf(@namespace).Remove(hash, key);
    }
}

internal sealed class HeapSliceCursor<TKey, TAcc>(ValueTable<TKey, TAcc> table) : SliceCursor<TKey, TAcc>
{
    private readonly KeyCursor<TKey> _keys = table.Keys();

    public override ref readonly TKey Key => ref _keys.Key;

    public override ulong Hash => _keys.Hash;

    public override ref readonly TAcc Value => ref table.Find(_keys.Hash, _keys.Key);

    public override bool MoveNext() => _keys.MoveNext();

    public override void Remove() => table.Remove(_keys.Hash, _keys.Key);
}

/// <summary>The iteration of a slice that is not there.</summary>
internal sealed class EmptySliceCursor<TKey, TAcc> : SliceCursor<TKey, TAcc>
{
    private const string NoEntry = "The cursor stands on no entry: MoveNext answered false.";

    public override ref readonly TKey Key => throw new InvalidOperationException(NoEntry);

    public override ulong Hash => throw new InvalidOperationException(NoEntry);

    public override ref readonly TAcc Value => throw new InvalidOperationException(NoEntry);

    public override bool MoveNext() => false;

    public override void Remove() => throw new InvalidOperationException(NoEntry);
}
