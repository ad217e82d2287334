namespace ActorStream.Backends;

/// <summary>A table per slice. Records come mostly for the slice of the record before, so that one is remembered.</summary>
internal sealed class HeapSliceState<TKey, TAcc>(
    string name, HashRange range, HeapMemory memory, SnapshotIntervals intervals, Codec<TKey> keys, Codec<TAcc> values) : SliceState<TKey, TAcc>, IHeapState<TKey>
{
    private readonly SortedList<long, ValueTable<TKey, TAcc>> _slices = [];
    private IReadOnlyList<long>? _starts;
    private long _lastSlice;
    private ValueTable<TKey, TAcc>? _last;

    // Entries of the slice that was dropped last: about as many a new one will have.
    private long _usual;

    public StateKind Kind => StateKind.Slice;

    public string Name { get; } = name;

    public Schema Schema => values.Schema;

    public override IReadOnlyList<long> Slices => _starts ??= _slices.Keys.AsReadOnly();

    public override ref TAcc GetOrAdd(long slice, in TKey key, ulong hash, out bool added) => ref TableOf(slice).GetOrAdd(hash, key, out added);

    public override PagedTable<TKey, TAcc>? Direct(long slice) => TableOf(slice).Direct;

    public override SliceCursor<TKey, TAcc> Iterate(long slice) =>
        _slices.TryGetValue(slice, out var table) ? new HeapSliceCursor<TKey, TAcc>(table) : new EmptySliceCursor<TKey, TAcc>();

    public override bool Drop(long slice)
    {
        if (!_slices.Remove(slice, out var table))
        {
            return false;
        }

        (_usual, _last) = (table.Count, null);
        table.Dispose();
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

    private bool IsNewest(long slice) => _slices.Count == 0 || slice > _slices.GetKeyAtIndex(_slices.Count - 1);

    private ValueTable<TKey, TAcc> TableOf(long slice)
    {
        if (slice == _lastSlice && _last is not null)
        {
            return _last;
        }

        if (!_slices.TryGetValue(slice, out var table))
        {
            table = ValueTable<TKey, TAcc>.Create(range, memory, intervals, keys, values);
            table.Reserve(IsNewest(slice) ? _usual / 8 * 7 : 0);
            _slices.Add(slice, table);
        }

        (_lastSlice, _last) = (slice, table);
        return table;
    }

    private sealed class Loader(HeapSliceState<TKey, TAcc> state, Codec<TAcc> values) : IEntryLoader<TKey>
    {
        private TAcc[] _values = [];
        private long _expected;

        // Not before there is an entry: it may be that none of them is in the range, and a slice without one is no slice.
        public void Expect(long @namespace, long entries) => _expected = entries;

        public int LoadAll(long @namespace, EntryBlock<TKey> block)
        {
            if (!block.TryRead(values, ref _values))
            {
                return -1;
            }

            var table = state.TableOf(@namespace);
            table.Reserve(_expected, atOnce: true);
            return table.Load(block.Hashes, block.Keys, _values);
        }

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
    private ulong _nextPage;
    private bool _isPastLastPage;

    public override ref readonly TKey Key => ref _keys.Key;

    public override ulong Hash => _keys.Hash;

    public override ref readonly TAcc Value => ref table.Find(_keys.Hash, _keys.Key);

    public override bool MoveNext() => _keys.MoveNext();

    /// <summary>Page by page; within a page in any order, which saves sorting.</summary>
    public override bool Read(SliceEntries<TKey, TAcc> into)
    {
        if (table.Direct is not { } direct)
        {
            return base.Read(into);
        }

        for (into.Clear(); into.Count == 0 && !_isPastLastPage;)
        {
            var page = direct.PageAt(_nextPage, out var last);
            var tags = page.TagSpan;
            var slots = page.Slots;
            for (var i = 0; page.Count > 0 && i < slots.Length; i++)
            {
                if (tags[i] != Tags.Empty)
                {
                    into.Add(slots[i].Key, into.HasHashes ? direct.HashOf(slots[i].Key) : 0, slots[i].Value);
                }
            }

            (_nextPage, _isPastLastPage) = (last + 1, last == ulong.MaxValue);
        }

        return into.Count > 0;
    }

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
