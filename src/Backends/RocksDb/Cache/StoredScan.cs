namespace ActorStream.Backends;

/// <summary>Reads the entries that RocksDB holds of a table into its cache, some at a time, in hash order. Holds nothing between two calls.</summary>
internal sealed class StoredScan<TKey, T>
{
    private const int MostEntries = 256;

    private readonly StoredTable<TKey, T> _table;
    private readonly byte[] _prefix;
    private byte[] _next;
    private bool _atEnd;

    /// <param name="table">The table, with nothing to be written back.</param>
    /// <param name="from">The first hash.</param>
    public StoredScan(StoredTable<TKey, T> table, ulong from)
    {
        _table = table;
        var bound = new RecordWriter();
        table.Column.WriteBound(bound, from);
        _next = bound.Written.ToArray();
        _prefix = _next[..table.Column.PrefixBytes];
    }

    /// <summary>The keys of the next entries; answers <c>false</c> if there are none.</summary>
    public bool Read(List<TKey> keys)
    {
        keys.Clear();
        var column = _table.Column;
        if (_atEnd || !column.HasStored) return false;
        using var iterator = column.Store.Db.Scan(column.Family);
        for (var more = iterator.Seek(_next); more && iterator.Key.StartsWith(_prefix); more = iterator.Next())
        {
            if (keys.Count == MostEntries)
            {
                _next = iterator.Key.ToArray();
                return true;
            }

            var (key, value) = column.ReadEntry(iterator.Key, iterator.Value);
            _table.Offer(column.Keys.Hasher.Hash(key), key, exists: true, value);
            keys.Add(key);
        }

        _atEnd = true;
        return keys.Count > 0;
    }
}
