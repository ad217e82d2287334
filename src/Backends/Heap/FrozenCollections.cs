namespace ActorStream.Backends;

/// <summary>
/// Collections as the entries of a snapshot: those of a key one after the other, in the order of their map keys. One that changed is
/// written
/// whole, behind its removal.
/// </summary>
internal sealed class FrozenCollections<TKey, TSub, T>(
    FrozenTable<TKey, TreeNode<TSub, T>?> table, Tree<TSub, T> tree, Codec<TKey> keys, EntryCodec<TSub, T> entries) : FrozenEntries
{
    private ulong _hash;
    private TKey _key = default!;
    private TreeNode<TSub, T>? _root;
    private TreeNode<TSub, T>? _leaf;
    private int _index;

    public override bool IsChange => table.IsChange;

    public override void Rewind()
    {
        (_root, _leaf) = (null, null);
        table.Rewind();
    }

    public override bool TryWriteNext(SnapshotBlockBuilder block)
    {
        if (_leaf is null && !TryBeginKey(block))
        {
            return false;
        }

        if (_leaf is { } leaf)
        {
            block.Add(_hash, keys, _key, entries, new KeyValuePair<TSub, T>(leaf.Keys[_index], leaf.Values[_index]));
            if (++_index == leaf.Count)
            {
                (_leaf, _index) = tree.Seek(_root, leaf.Keys[_index - 1], behind: true);
            }
        }

        return true;
    }

    public override void Dispose() => table.Dispose();

    private bool TryBeginKey(SnapshotBlockBuilder block)
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
        (_hash, _key, _root) = (table.EntryHash, slot.Key, slot.Value);
        (_leaf, _index) = Tree<TSub, T>.First(_root);
        if (IsChange)
        {
            block.AddRemoved(_hash, keys, _key);
        }

        return true;
    }
}
