using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>A frozen table as the entries of a snapshot.</summary>
internal sealed class FrozenTableEntries<TKey, TValue>(FrozenTable<TKey, TValue> table, Codec<TKey> keys, Codec<TValue> values) : FrozenEntries
{
    public override long Count => table.Count;

    public override void Rewind() => table.Rewind();

    public override bool TryWriteNext(SnapshotBlockBuilder block)
    {
        ref readonly var slot = ref table.Next();
        if (Unsafe.IsNullRef(in slot))
        {
            return false;
        }

        block.Add(slot.Hash, keys, slot.Key, values, slot.Value);
        return true;
    }

    public override void Dispose() => table.Dispose();
}
