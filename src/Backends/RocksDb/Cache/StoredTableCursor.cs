using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>
/// Walks a table in hash order, some keys at a time, in the cache as long as nothing of the table has been written, in RocksDB otherwise. It holds no
/// iterator between two calls, and looks each key up when it gets there.
/// </summary>
internal sealed class StoredTableCursor<TKey, T>(StoredTable<TKey, T> table, HashRange range) : KeyCursor<TKey>
{
    private readonly List<TKey> _keys = [];
    private StoredScan<TKey, T>? _scan;
    private int _current = -1;
    private ulong _next = range.First; // not used once there is a scan
    private bool _atEnd;
    private ulong _hash;

    public override ref readonly TKey Key => ref CollectionsMarshal.AsSpan(_keys)[_current];

    public override ulong Hash => _hash;

    public override bool MoveNext()
    {
        do
        {
            while (++_current < _keys.Count && !table.IsDropped)
            {
                _hash = table.Column.Keys.Hasher.Hash(_keys[_current]);
                if (table.Exists(_hash, _keys[_current])) return true;
            }

            _current = -1;
        }
        while (TryLoad());
        _keys.Clear();
        return false;
    }

    /// <summary>The next keys; answers <c>false</c> at the end.</summary>
    private bool TryLoad()
    {
        if (_atEnd || table.IsDropped) return false;
        if (_scan is null && !table.Column.HasStored)
        {
            _next = table.Cache.CopyPage(_next, _keys);
            _atEnd = _next == 0;
            return true;
        }

        if (_scan is null)
        {
            // Entries of the places ahead may have been driven out of the cache: from here on the database is where all are.
            table.WriteBack();
            _scan = new StoredScan<TKey, T>(table, _next);
        }

        return _scan.Read(_keys);
    }
}
