namespace ActorStream.Backends;

/// <summary>A place in a slice.</summary>
internal sealed class RocksDbSliceCursor<TKey, TAcc>(StoredTable<TKey, TAcc> table, HashRange range) : SliceCursor<TKey, TAcc>
{
    private readonly StoredTableCursor<TKey, TAcc> _keys = new(table, range);

    public override ref readonly TKey Key => ref _keys.Key;

    public override ulong Hash => _keys.Hash;

    public override ref readonly TAcc Value => ref table.Find(_keys.Hash, _keys.Key);

    public override bool MoveNext() => _keys.MoveNext();

    public override void Remove() => table.Remove(_keys.Hash, _keys.Key);
}
