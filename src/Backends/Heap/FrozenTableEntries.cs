namespace ActorStream.Backends;

/// <summary>A frozen table as the entries of a snapshot.</summary>
internal sealed class FrozenTableEntries<TKey, TValue>(
    FrozenTable<TKey, TValue> table, Codec<TKey> keys, Codec<TValue> values) : FrozenEntries
{
    public override bool IsChange => table.IsChange;

    public override void Rewind() => table.Rewind();

    public override bool TryFill(SnapshotBlockBuilder block)
    {
        if (table.HasRemovals)
        {
            return base.TryFill(block);
        }

        while (!block.IsFull && table.NextEntries() is { Hashes.Length: > 0 } some)
        {
            table.Pass(keys.IsRaw && values.IsRaw ? block.AddRaw(some) : block.Add(some, keys, values));
        }

        return block.IsFull;
    }

    public override bool TryWriteNext(SnapshotBlockBuilder block)
    {
        if (!table.MoveNext())
        {
            return false;
        }

        if (table.IsRemoved)
        {
            block.AddRemoved(table.Removed.Hash, keys, table.Removed.Key);
            return true;
        }

        ref readonly var slot = ref table.Entry;
        block.Add(table.EntryHash, keys, slot.Key, values, slot.Value);
        return true;
    }

    public override void Dispose() => table.Dispose();
}
