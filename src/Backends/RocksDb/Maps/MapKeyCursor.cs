using ActorStream.Backends.Native;

namespace ActorStream.Backends;

/// <summary>Walks the keys that have entries in a map or list state, by hash: from one key's entries it seeks to the next key's.</summary>
internal sealed class MapKeyCursor<TKey, TSub, T>(MapColumn<TKey, TSub, T> column) : KeyCursor<TKey>
{
    private TKey _key = default!;
    private ulong _hash;
    private byte[] _next = [];

    public override ref readonly TKey Key => ref _key;

    public override ulong Hash => _hash;

    public override bool MoveNext()
    {
        if (!column.HasStored) return false;
        using var iterator = column.Store.Db.NewIterator(column.Family);
        if (!iterator.Seek(_next)) return false;
        _hash = StoredHash.Read(iterator.Key);
        _next = MapColumn<TKey, TSub, T>.Behind(ReadKey(iterator));
        return true;
    }

    /// <summary>Reads the key; answers what all its entries' stored keys begin with.</summary>
    private byte[] ReadKey(Iterator iterator)
    {
        var stored = iterator.Key.ToArray();
        var codec = column.Keys.Codec;
        var reader = new RecordReader(stored.AsMemory(StoredHash.Bytes));
        if (column.Keys.AreReadable)
        {
            _key = codec.Read(reader);
        }
        else
        {
            codec.Schema.Skip(reader);
            _key = codec.Read(new RecordReader(iterator.Value.ToArray()));
        }

        return stored[..(StoredHash.Bytes + reader.Position)];
    }
}
