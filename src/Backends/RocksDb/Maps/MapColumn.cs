using ActorStream.Backends.Native;

namespace ActorStream.Backends;

/// <summary>
/// The entries of a map state, or of a list by index, in RocksDB. Key: hash, key, map key in order. Value: the codec's bytes, behind key and map key as
/// they were given where those cannot be read from the stored ones.
/// </summary>
internal sealed class MapColumn<TKey, TSub, T>(
    RocksDbStore store, StoredKeys<TKey> keys, EntryCodec<TSub, T> entries, string name) : ICacheStore<TKey, CachedMap<TSub, T>>
{
    private readonly OrderedKeys<TSub> _subs = new(entries.Keys);
    private ColumnFamilyHandle? _family;

    public RocksDbStore Store => store;

    public StoredKeys<TKey> Keys => keys;

    public OrderedKeys<TSub> Subs => _subs;

    public EntryCodec<TSub, T> Entries => entries;

    public ColumnFamilyHandle Family => _family ??= store.Db.ColumnFamilies.First(family => family.Name == name);

    /// <summary>Whether the database may hold entries.</summary>
    public bool HasStored { get; set; }

    public bool TryGet(ulong hash, in TKey key, in TSub sub, out TSub stored, out T value)
    {
        store.Keys.Clear();
        keys.Write(store.Keys, hash, key);
        _subs.Write(store.Keys, sub);
        var found = HasStored && store.Db.TryGet(Family, store.Keys.Written.Span, store.Value);
        (stored, value) = found ? ReadValue(sub) : (sub, default!);
        return found;
    }

    public void Write(in CacheSlot<TKey, CachedMap<TSub, T>> slot)
    {
        var map = slot.Value;
        var hash = keys.Hasher.Hash(slot.Key); // the tag lacks a few bits of it
        if (map.IsCleared) DeleteAll(hash, slot.Key);
        map.IsCleared = false;
        foreach (var (sub, cell) in map.Cells)
        {
            if (!cell.IsDirty) continue;
            if (cell.Exists)
            {
                Put(hash, slot.Key, sub, cell.Value);
            }
            else if (HasStored)
            {
                store.Keys.Clear();
                keys.Write(store.Keys, hash, slot.Key);
                _subs.Write(store.Keys, sub);
                store.Batch.Delete(Family, store.Keys.Written.Span);
            }
        }

        // Changing values of a dictionary while it is iterated is allowed, adding is not.
        foreach (var (sub, cell) in map.Cells)
        {
            if (cell.IsDirty) map.Cells[sub] = cell with { IsDirty = false };
        }
    }

    public void Flush() => store.Flush();

    /// <summary>Adds an entry to the batch.</summary>
    public void Put(ulong hash, in TKey key, in TSub sub, in T value)
    {
        store.Keys.Clear();
        keys.Write(store.Keys, hash, key);
        _subs.Write(store.Keys, sub);
        store.Value.Clear();
        if (!keys.AreReadable) keys.Codec.Write(store.Value, key);
        if (!_subs.AreReadable) _subs.Codec.Write(store.Value, sub);
        entries.Values.Write(store.Value, value);
        store.Batch.Put(Family, store.Keys.Written.Span, store.Value.Written.Span);
        HasStored = true;
    }

    /// <summary>Adds the removal of all entries of a key to the batch.</summary>
    public void DeleteAll(ulong hash, in TKey key)
    {
        if (!HasStored) return;
        store.Keys.Clear();
        keys.Write(store.Keys, hash, key);
        var start = store.Keys.Written.ToArray();
        store.Batch.DeleteRange(Family, start, Behind(start));
    }

    /// <summary>The least key that is behind all that begin with this.</summary>
    public static byte[] Behind(ReadOnlySpan<byte> prefix)
    {
        var last = prefix.LastIndexOfAnyExcept(byte.MaxValue);
        Invariant.Holds(last >= 0, $"A stored key of {prefix.Length} bytes has no end.");
        byte[] behind = [.. prefix[..(last + 1)]];
        behind[last]++;
        return behind;
    }

    /// <summary>Map key and value of a stored entry; the spans may be gone afterwards.</summary>
    /// <param name="sub">The stored map key.</param>
    /// <param name="value">The stored value.</param>
    public (TSub Sub, T Value) ReadEntry(ReadOnlySpan<byte> sub, ReadOnlySpan<byte> value)
    {
        var read = _subs.AreReadable ? _subs.Read(sub) : default!;
        store.Value.Clear();
        store.Value.WriteRaw(value);
        return ReadValue(read);
    }

    /// <summary>Reads what lies in the store's value buffer.</summary>
    private (TSub Sub, T Value) ReadValue(TSub sub)
    {
        var reader = store.Reader;
        reader.Reset(store.Value.Written);
        if (!keys.AreReadable) keys.Codec.Schema.Skip(reader);
        if (!_subs.AreReadable) sub = _subs.Codec.Read(reader);
        return (sub, entries.Values.Read(reader));
    }
}
