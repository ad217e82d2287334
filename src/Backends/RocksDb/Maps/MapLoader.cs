namespace ActorStream.Backends;

/// <summary>Puts entries of maps and lists into the database.</summary>
internal sealed class MapLoader<TKey, TSub, T>(MapColumn<TKey, TSub, T> column, Codec<KeyValuePair<TSub, T>> entries) : IEntryLoader<TKey>
{
    public bool TryLoad(long @namespace, ulong hash, in TKey key, RecordReader value)
    {
        var (sub, entry) = entries.Read(value);
        column.WillStore();
        column.Put(column.Batch, hash, key, sub, entry);
        column.Store.FlushWhenLarge();
        return true;
    }

    public void Remove(long @namespace, ulong hash, in TKey key) => column.DeleteAll(column.Batch, hash, key);
}
