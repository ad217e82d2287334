using ActorStream.Backends.Native;

namespace ActorStream.Backends;

/// <summary>
/// The entries of one state, or of one of its slices, in RocksDB. Key: the slice's start (8 bytes, in the order of time), if there is one, hash and key. Value:
/// the codec's bytes, behind the key as it was given where that cannot be read from the stored one.
/// </summary>
internal sealed class StoredColumn<TKey, T>(RocksDbStore store, StoredKeys<TKey> keys, Codec<T> values, string name, long? slice = null)
    : ICacheStore<TKey, T>
{
    private ColumnFamilyHandle? _family;

    public RocksDbStore Store => store;

    public StoredKeys<TKey> Keys => keys;

    public Codec<T> Values => values;

    /// <summary>Whether the database may hold entries of it.</summary>
    public bool HasStored { get; set; }

    public ColumnFamilyHandle Family => _family ??= store.Db.ColumnFamilies.First(family => family.Name == name);

    /// <summary>Bytes before the hash.</summary>
    public int PrefixBytes => slice is null ? 0 : StoredHash.SliceBytes;

    public void WriteKey(RecordWriter writer, ulong hash, in TKey key)
    {
        WritePrefix(writer);
        keys.Write(writer, hash, key);
    }

    /// <summary>Appends what all keys at or behind a hash are not below.</summary>
    public void WriteBound(RecordWriter writer, ulong hash)
    {
        WritePrefix(writer);
        StoredHash.Write(writer, hash);
    }

    public bool TryGet(ulong hash, in TKey key, out T value)
    {
        store.Keys.Clear();
        WriteKey(store.Keys, hash, key);
        var found = HasStored && store.Db.TryGet(Family, store.Keys.Written.Span, store.Value);
        value = found ? ReadValue() : default!;
        return found;
    }

    /// <summary>Reads an entry of the database; the spans may be gone afterwards.</summary>
    public (TKey Key, T Value) ReadEntry(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> value)
    {
        var keyBytes = store.Keys;
        keyBytes.Clear();
        keyBytes.WriteRaw(keys.AreReadable ? stored[(PrefixBytes + StoredHash.Bytes)..] : value);
        store.Reader.Reset(keyBytes.Written);
        var key = keys.Codec.Read(store.Reader);
        store.Value.Clear();
        store.Value.WriteRaw(value);
        return (key, ReadValue());
    }

    /// <summary>Reads what lies in the store's value buffer.</summary>
    public T ReadValue()
    {
        store.Reader.Reset(store.Value.Written);
        if (!keys.AreReadable) keys.Codec.Schema.Skip(store.Reader);
        return values.Read(store.Reader);
    }

    public StoreBatch Batch => store.Batch;

    public void Write(StoreBatch batch, in CacheSlot<TKey, T> slot)
    {
        var hash = keys.Hasher.Hash(slot.Key); // the tag lacks a few bits of it
        if (SlotTag.Has(slot.Tag, SlotTag.Absent)) Delete(batch, hash, slot.Key);
        else Put(batch, hash, slot.Key, slot.Value);
    }

    /// <summary>Adds an entry to a batch.</summary>
    public void Put(StoreBatch batch, ulong hash, in TKey key, in T value)
    {
        var (keyBytes, valueBytes) = (batch.Keys, batch.Value);
        keyBytes.Clear();
        WriteKey(keyBytes, hash, key);
        valueBytes.Clear();
        if (!keys.AreReadable) keys.Codec.Write(valueBytes, key);
        values.Write(valueBytes, value);
        batch.Changes.Put(Family, keyBytes.Written.Span, valueBytes.Written.Span);
    }

    /// <summary>Adds the removal of an entry to a batch.</summary>
    public void Delete(StoreBatch batch, ulong hash, in TKey key)
    {
        if (!HasStored) return;
        batch.Keys.Clear();
        WriteKey(batch.Keys, hash, key);
        batch.Changes.Delete(Family, batch.Keys.Written.Span);
    }

    public void Flush() => store.Flush();

    public void WillStore() => HasStored = true;

    /// <summary>A value that may be changed while the one given is read.</summary>
    public T Copy(in T value)
    {
        store.Value.Clear();
        values.Write(store.Value, value);
        store.Reader.Reset(store.Value.Written);
        return values.Read(store.Reader);
    }

    /// <summary>Removes all entries of the slice.</summary>
    public void DropSlice()
    {
        if (!HasStored) return;
        var bounds = store.Keys;
        bounds.Clear();
        StoredHash.WriteSlice(bounds, slice!.Value);
        // Slice starts are ticks of real times, far from the end of the range.
        StoredHash.WriteSlice(bounds, slice.Value + 1);
        store.Batch.Changes.DeleteRange(Family, bounds.Written.Span[..StoredHash.SliceBytes], bounds.Written.Span[StoredHash.SliceBytes..]);
        store.FlushUnlessCut(); // nobody looks into the slice any more
        HasStored = false;
    }

    private void WritePrefix(RecordWriter writer)
    {
        if (slice is { } start) StoredHash.WriteSlice(writer, start);
    }
}
