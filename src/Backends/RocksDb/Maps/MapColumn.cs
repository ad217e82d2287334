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
        _subs.Write(store.Keys, sub, spare: store.Value);
        var found = HasStored && store.Db.TryGet(Family, store.Keys.Written.Span, store.Value);
        (stored, value) = found ? ReadValue(sub) : (sub, default!);
        return found;
    }

    public StoreBatch Batch => store.Batch;

    public void Write(StoreBatch batch, in CacheSlot<TKey, CachedMap<TSub, T>> slot)
    {
        var map = slot.Value;
        var hash = keys.Hasher.Hash(slot.Key); // the tag lacks a few bits of it
        if (map.IsCleared) DeleteAll(batch, hash, slot.Key);
        foreach (var (sub, cell) in map.Cells)
        {
            if (!cell.IsDirty) continue;
            if (cell.Exists)
            {
                Put(batch, hash, slot.Key, sub, cell.Value);
            }
            else if (HasStored)
            {
                batch.Keys.Clear();
                keys.Write(batch.Keys, hash, slot.Key);
                _subs.Write(batch.Keys, sub, spare: batch.Value);
                batch.Changes.Delete(Family, batch.Keys.Written.Span);
            }
        }
    }

    public void Stored(CachedMap<TSub, T> value) => value.Clean();

    public void Flush() => store.Flush();

    public void WillStore() => HasStored = true;

    /// <summary>A map that may be changed while the one given is written.</summary>
    public CachedMap<TSub, T> Copy(CachedMap<TSub, T> map)
    {
        var copy = map.Copy();
        copy.Clean();
        if (Immutability.IsProven<T>()) return copy;
        foreach (var (sub, cell) in map.Cells)
        {
            if (cell.IsDirty && cell.Exists) copy.Cells[sub] = copy.Cells[sub] with { Value = Copy(cell.Value) };
        }

        return copy;
    }

    /// <summary>Adds an entry to a batch.</summary>
    public void Put(StoreBatch batch, ulong hash, in TKey key, in TSub sub, in T value)
    {
        batch.Keys.Clear();
        keys.Write(batch.Keys, hash, key);
        _subs.Write(batch.Keys, sub, spare: batch.Value);
        batch.Value.Clear();
        if (!keys.AreReadable) keys.Codec.Write(batch.Value, key);
        if (!_subs.AreReadable) _subs.Codec.Write(batch.Value, sub);
        entries.Values.Write(batch.Value, value);
        batch.Changes.Put(Family, batch.Keys.Written.Span, batch.Value.Written.Span);
    }

    /// <summary>Adds the removal of all entries of a key to a batch.</summary>
    public void DeleteAll(StoreBatch batch, ulong hash, in TKey key)
    {
        if (!HasStored) return;
        batch.Keys.Clear();
        keys.Write(batch.Keys, hash, key);
        var start = batch.Keys.Written.ToArray();
        batch.Changes.DeleteRange(Family, start, Behind(start));
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
        var read = _subs.AreReadable ? _subs.Read(sub, spare: store.Value, store.Reader) : default!;
        store.Value.Clear();
        store.Value.WriteRaw(value);
        return ReadValue(read);
    }

    private T Copy(in T value)
    {
        store.Value.Clear();
        entries.Values.Write(store.Value, value);
        store.Reader.Reset(store.Value.Written);
        return entries.Values.Read(store.Reader);
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
