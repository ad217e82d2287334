using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>Collections as the entries of a snapshot: those of a key one after the other, in the order of their map keys.</summary>
internal sealed class FrozenCollections<TKey, TSub, T>(
    FrozenTable<TKey, TreeNode<TSub, T>?> table, long count, Tree<TSub, T> tree, Codec<TKey> keys, EntryCodec<TSub, T> entries) : FrozenEntries
{
    private ulong _hash;
    private TKey _key = default!;
    private TreeNode<TSub, T>? _root;
    private TreeNode<TSub, T>? _leaf;
    private int _index;

    public override long Count { get; } = count;

    public override void Rewind()
    {
        (_root, _leaf) = (null, null);
        table.Rewind();
    }

    public override bool TryWriteNext(SnapshotBlockBuilder block)
    {
        if (!TryMoveNext())
        {
            return false;
        }

        var leaf = _leaf!;
        block.Add(_hash, keys, _key, entries, new KeyValuePair<TSub, T>(leaf.Keys[_index], leaf.Values[_index]));
        return true;
    }

    public override void Dispose() => table.Dispose();

    private bool TryMoveNext()
    {
        if (_leaf is not null && ++_index == _leaf.Count)
        {
            var last = _leaf.Keys[_index - 1];
            (_leaf, _index) = tree.Seek(_root, last, behind: true);
        }

        if (_leaf is not null)
        {
            return true;
        }

        ref readonly var slot = ref table.Next();
        if (Unsafe.IsNullRef(in slot))
        {
            return false;
        }

        (_hash, _key, _root) = (slot.Hash, slot.Key, slot.Value);
        (_leaf, _index) = Tree<TSub, T>.First(_root);
        return true;
    }
}
