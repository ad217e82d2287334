namespace ActorStream.Backends;

/// <summary>
/// A table per slice; all lie in one column family, by start, hash and key. A slice that fits the cache and lives between two checkpoints is never
/// written at all.
/// </summary>
internal sealed class RocksDbSliceState<TKey, TAcc>(
    string name, HashRange range, CacheBudget budget, Func<long?, StoredColumn<TKey, TAcc>> columnOf) : SliceState<TKey, TAcc>, IRocksDbState<TKey>
{
    private readonly SortedList<long, StoredTable<TKey, TAcc>> _slices = [];
    private readonly StoredColumn<TKey, TAcc> _all = columnOf(null);
    private long _lastSlice;
    private StoredTable<TKey, TAcc>? _last;

    public StateKind Kind => StateKind.Slice;

    public string Name { get; } = name;

    public Schema Schema => _all.Values.Schema;

    public override IReadOnlyList<long> Slices => _slices.Keys.AsReadOnly();

    public override ref TAcc GetOrAdd(long slice, in TKey key, ulong hash, out bool added)
    {
        var table = slice == _lastSlice && _last is not null ? _last : TableOf(slice);
        return ref table.GetOrAdd(hash, key, out added);
    }

    /// <summary>Most records go into the newest slices: what these lack of the batch's keys is read at once.</summary>
    public void Prepare(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes)
    {
        const int newest = 2;
        for (var i = Math.Max(0, _slices.Count - newest); i < _slices.Count; i++) _slices.Values[i].Prepare(keys, hashes);
    }

    public override SliceCursor<TKey, TAcc> Iterate(long slice) =>
        _slices.TryGetValue(slice, out var table) ? new RocksDbSliceCursor<TKey, TAcc>(table, range) : new EmptySliceCursor<TKey, TAcc>();

    public override bool Drop(long slice)
    {
        if (!_slices.Remove(slice, out var table)) return false;
        table.Drop();
        _last = null;
        return true;
    }

    /// <summary>Finds the slices that the database holds: it seeks from one to the next.</summary>
    public void Opened(bool hasStored)
    {
        if (!hasStored) return;
        using var iterator = _all.Store.Db.NewIterator(_all.Family);
        var bound = new RecordWriter();
        var isThere = iterator.Seek([]);
        while (isThere)
        {
            var slice = StoredHash.ReadSlice(iterator.Key);
            TableOf(slice).Column.HasStored = true;
            bound.Clear();
            StoredHash.WriteSlice(bound, slice + 1);
            isThere = slice < long.MaxValue && iterator.Seek(bound.Written.Span);
        }
    }

    public void Freeze(DatabaseCut cut)
    {
        foreach (var table in _slices.Values) table.Cache.Freeze(cut);
    }

    public KeyCursor<TKey> Keys() => throw new NotSupportedException("Slices are iterated one by one.");

    public IEntryLoader<TKey> LoaderOf(Schema written) => new Loader(this, _all.Values.ReadingAs(written, Name));

    private void Delete(long slice, ulong hash, in TKey key) => TableOf(slice).Column.Delete(_all.Batch, hash, key);

    private StoredTable<TKey, TAcc> TableOf(long slice)
    {
        if (!_slices.TryGetValue(slice, out var table))
        {
            table = new StoredTable<TKey, TAcc>(columnOf(slice), range, budget);
            _slices.Add(slice, table);
        }

        (_lastSlice, _last) = (slice, table);
        return table;
    }

    private sealed class Loader(RocksDbSliceState<TKey, TAcc> state, Codec<TAcc> values) : IEntryLoader<TKey>
    {
        public bool TryLoad(long @namespace, ulong hash, in TKey key, RecordReader value)
        {
            var column = state.TableOf(@namespace).Column;
            column.WillStore();
            column.Put(column.Batch, hash, key, values.Read(value));
            state._all.Store.FlushWhenLarge();
            return true;
        }

        public void Remove(long @namespace, ulong hash, in TKey key) => state.Delete(@namespace, hash, key);
    }
}
