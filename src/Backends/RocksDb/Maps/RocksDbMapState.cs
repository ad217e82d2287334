using System.Diagnostics.CodeAnalysis;

namespace ActorStream.Backends;

/// <summary>A map state: the map of the backend's current key. What is used of it lives in the cache, key by key; setting an entry reads nothing.</summary>
internal sealed class RocksDbMapState<TKey, TSub, T>(
    StateKind kind, string name, KeyedStateBackend<TKey> backend, MapColumn<TKey, TSub, T> column, CacheBudget budget)
    : MapStore<TSub, T>, IRocksDbState<TKey>
{
    /// <summary>Entries of one key that are held here; with more, all are written and forgotten.</summary>
    private const int MostCells = 4096;

    private const int EntriesPerScan = 128;

    private readonly CacheTable<TKey, CachedMap<TSub, T>> _cache = new(backend.Range, budget, column);
    private readonly IComparer<TSub> _order = KeyOrder.For<TSub>() ?? Comparer<TSub>.Default;

    public StateKind Kind { get; } = kind;

    public string Name { get; } = name;

    public Schema Schema => column.Entries.Schema;

    public override bool IsEmpty
    {
        get
        {
            ref var slot = ref Use();
            foreach (var cell in slot.Value.Cells.Values)
            {
                if (cell.Exists) return false;
            }

            return slot.Value.IsComplete || EntriesFrom(null, most: 1).Count == 0;
        }
    }

    public override bool Contains(in TSub key) => TryGet(key, out _);

    public override bool TryGet(in TSub key, [MaybeNullWhen(false)] out T value)
    {
        var cell = Load(key);
        value = cell.Value;
        return cell.Exists;
    }

    public override void Set(in TSub key, in T value)
    {
        if (!column.Subs.AreReadable) Load(key); // of several keys that are equal the first one stays
        ref var slot = ref Use();
        slot.Value.Set(key, value, exists: true, isDirty: true);
        slot.Tag |= SlotTag.Dirty;
    }

    public override bool Remove(in TSub key)
    {
        if (!Load(key).Exists) return false;
        ref var slot = ref Use();
        slot.Value.Set(key, default!, exists: false, isDirty: true);
        slot.Value.Next = -1;
        slot.Tag |= SlotTag.Dirty;
        return true;
    }

    public override bool Clear()
    {
        if (IsEmpty) return false;
        ref var slot = ref Use();
        slot.Value.Cells.Clear();
        (slot.Value.IsCleared, slot.Value.IsComplete, slot.Value.Next) = (true, true, 0);
        slot.Tag |= SlotTag.Dirty;
        return true;
    }

    public override IEnumerable<KeyValuePair<TSub, T>> Entries(MapRange<TSub> range)
    {
        var map = Use().Value;
        if (!map.IsComplete) return EntriesStored(range);
        // Now, not when the first is asked for: by then the cache may have let the map go.
        var subs = map.Cells.Where(cell => cell.Value.Exists && IsWithin(range, cell.Key)).Select(cell => cell.Key).ToList();
        subs.Sort(_order);
        return EntriesOf(subs);
    }

    public void Opened(bool hasStored) => column.HasStored = hasStored;

    /// <summary>Nothing: which entries of a key's map will be wanted is not known.</summary>
    public void Prepare(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes)
    {
    }

    public void Freeze(DatabaseCut cut) => _cache.Freeze(cut);

    public KeyCursor<TKey> Keys()
    {
        _cache.WriteBack();
        return new MapKeyCursor<TKey, TSub, T>(column);
    }

    public IEntryLoader<TKey> LoaderOf(Schema written) => new MapLoader<TKey, TSub, T>(column, column.Entries.ReadingAs(written, Name));

    /// <summary>The index behind the last one, of a map that is a list.</summary>
    public long TakeIndex(Func<TSub, long> indexOf)
    {
        ref var slot = ref Use();
        if (slot.Value.Next < 0) slot.Value.Next = NextIndex(slot.Value, indexOf);
        return slot.Value.Next++;
    }

    private long NextIndex(CachedMap<TSub, T> map, Func<TSub, long> indexOf)
    {
        if (map.IsComplete) return map.Cells.Where(cell => cell.Value.Exists).Select(cell => indexOf(cell.Key) + 1).DefaultIfEmpty().Max();
        WriteBack();
        var prefix = Prefix();
        using var iterator = column.Store.Db.NewIterator(column.Family);
        // Behind every index, and before any other key.
        byte[] behind = [.. prefix, .. BitConverter.GetBytes(-1L), byte.MaxValue];
        return column.HasStored && iterator.SeekForPrev(behind) && iterator.Key.StartsWith(prefix)
            ? indexOf(column.ReadEntry(iterator.Key[prefix.Length..], iterator.Value).Sub) + 1
            : 0;
    }

    private IEnumerable<KeyValuePair<TSub, T>> EntriesOf(List<TSub> subs)
    {
        var (key, hash) = (backend.CurrentKey, backend.CurrentHash);
        foreach (var sub in subs)
        {
            if (TryGet(sub, out var value)) yield return new KeyValuePair<TSub, T>(sub, value);
            RequireCurrent(key, hash);
        }
    }

    private IEnumerable<KeyValuePair<TSub, T>> EntriesStored(MapRange<TSub> range)
    {
        var (key, hash) = (backend.CurrentKey, backend.CurrentHash);
        var from = range.HasFrom && KeyOrder.Has<TSub>() ? Stored(range.From) : null;
        while (true)
        {
            var entries = EntriesFrom(from, EntriesPerScan);
            foreach (var (_, sub, scanned, version) in entries)
            {
                if (!IsWithin(range, sub))
                {
                    if (range.HasTo && _order.Compare(sub, range.To) >= 0) yield break;
                    continue;
                }

                // What was read is what is there, unless it was changed or written since.
                var value = scanned;
                var isThere = Use().Value.Cells.TryGetValue(sub, out var cell) ? cell.Exists : version == column.Store.Version || TryGet(sub, out value);
                if (isThere) yield return new KeyValuePair<TSub, T>(sub, cell.Exists ? cell.Value : value!);
                RequireCurrent(key, hash);
            }

            if (entries.Count < EntriesPerScan) yield break;
            from = [.. entries[^1].Stored, 0]; // the least key behind it
        }
    }

    /// <summary>Some of the current key's entries as the database has them, from a stored key on.</summary>
    private List<(byte[] Stored, TSub Sub, T Value, long Version)> EntriesFrom(byte[]? from, int most)
    {
        WriteBack();
        var entries = new List<(byte[], TSub, T, long)>();
        if (!column.HasStored) return entries;
        var prefix = Prefix();
        using var iterator = column.Store.Db.NewIterator(column.Family);
        for (var more = iterator.Seek(from ?? prefix); more && entries.Count < most && iterator.Key.StartsWith(prefix); more = iterator.Next())
        {
            var stored = iterator.Key.ToArray();
            var (sub, value) = column.ReadEntry(stored.AsSpan(prefix.Length), iterator.Value);
            entries.Add((stored, sub, value, column.Store.Version));
        }

        return entries;
    }

    /// <summary>Brings what changed of the current key's map into the database, unless it is there.</summary>
    private void WriteBack()
    {
        ref var slot = ref _cache.Find(backend.CurrentHash, backend.CurrentKey);
        var isThere = System.Runtime.CompilerServices.Unsafe.IsNullRef(in slot) || !SlotTag.Has(slot.Tag, _cache.Unwritten);
        if (!isThere) _cache.WriteBack(backend.CurrentHash);
    }

    private bool IsWithin(MapRange<TSub> range, TSub sub) =>
        (!range.HasFrom || _order.Compare(sub, range.From) >= 0) && (!range.HasTo || _order.Compare(sub, range.To) < 0);

    private byte[] Prefix()
    {
        var bytes = new RecordWriter();
        column.Keys.Write(bytes, backend.CurrentHash, backend.CurrentKey);
        return bytes.Written.ToArray();
    }

    private byte[] Stored(in TSub sub)
    {
        var bytes = new RecordWriter();
        column.Keys.Write(bytes, backend.CurrentHash, backend.CurrentKey);
        column.Subs.Write(bytes, sub, spare: new RecordWriter());
        return bytes.Written.ToArray();
    }

    private CachedMap<TSub, T>.Cell Load(in TSub sub)
    {
        var map = Use().Value;
        if (map.Cells.TryGetValue(sub, out var cell)) return cell;
        if (map.IsComplete) return default;
        var exists = column.TryGet(backend.CurrentHash, backend.CurrentKey, sub, out var stored, out var value);
        map.Set(stored, value, exists, isDirty: false);
        return map.Cells[sub];
    }

    /// <summary>The current key's map; it counts as changed only where the caller says so.</summary>
    private ref CacheSlot<TKey, CachedMap<TSub, T>> Use()
    {
        var hash = backend.HashFor(Name);
        _cache.Touch(hash);
        ref var slot = ref _cache.Find(hash, backend.CurrentKey);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(in slot))
        {
            slot = ref _cache.Add(hash, backend.CurrentKey, 0);
            slot.Value = new CachedMap<TSub, T> { IsComplete = !column.HasStored };
        }

        slot.Tag = SlotTag.Used(slot.Tag);
        if (SlotTag.Has(slot.Tag, SlotTag.Frozen)) Own(ref slot);
        if (slot.Value.Cells.Count <= MostCells) return ref slot;
        _cache.WriteBack(hash);
        slot.Value.Cells.Clear();
        slot.Value.IsComplete = false;
        return ref slot;
    }

    /// <summary>A map becomes another one than a snapshot writes: reading changes it as well.</summary>
    private void Own(ref CacheSlot<TKey, CachedMap<TSub, T>> slot)
    {
        if (_cache.IsPending)
        {
            slot.Value = column.Copy(slot.Value);
            slot.Tag |= SlotTag.Dirty;
        }
        else
        {
            slot.Value.Clean();
        }

        slot.Tag &= ~SlotTag.Frozen;
    }

    private void RequireCurrent(in TKey key, ulong hash)
    {
        if (backend.CurrentHash != hash || !EqualityComparer<TKey>.Default.Equals(backend.CurrentKey, key))
            throw new InvalidOperationException($"The entries of state '{Name}' were iterated on after another key's turn had begun. Iterate before the handler returns.");
    }
}
