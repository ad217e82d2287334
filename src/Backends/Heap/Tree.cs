namespace ActorStream.Backends;

/// <summary>
/// Ordered trees that share nodes with snapshots: what one collection of a key is kept in. A tree is its root, which is null if it is
/// empty; this
/// knows how to work on roots. Each change copies the nodes of older generations on its way, and no others: beginning a snapshot
/// costs nothing, and what it saw never changes.
/// </summary>
internal sealed class Tree<TKey, T>(IComparer<TKey>? order)
{
    private const int FewEntries = TreeNode<TKey, T>.MaxCount / 4;
    private const int RoomyEntries = TreeNode<TKey, T>.MaxCount / 4 * 3;

    /// <summary>Of nodes that may be changed.</summary>
    public uint Generation { get; private set; }

    /// <summary>From here on the nodes that there are belong to a snapshot as well.</summary>
    public void Share() => Generation++;

    public int Compare(in TKey x, in TKey y) => order is null ? Comparer<TKey>.Default.Compare(x, y) : order.Compare(x, y);

    /// <summary>Where an entry is, for reading; no leaf if it is not there.</summary>
    public (TreeNode<TKey, T>? Leaf, int Index) Find(TreeNode<TKey, T>? root, in TKey key)
    {
        if (root is null)
        {
            return default;
        }

        var node = root;
        while (!node.IsLeaf)
        {
            node = node.Children[ChildOf(node, key)];
        }

        var index = Search(node, 0, key);
        return index < 0 ? default : (node, index);
    }

    /// <summary>Where the first entry is of those at a key or behind it, or only behind it; no leaf if there is none.</summary>
    public (TreeNode<TKey, T>? Leaf, int Index) Seek(TreeNode<TKey, T>? root, in TKey key, bool behind)
    {
        if (root is null)
        {
            return default;
        }

        var node = root;
        TreeNode<TKey, T>? next = null;
        while (!node.IsLeaf)
        {
            var child = ChildOf(node, key);
            next = child + 1 < node.Count ? node.Children[child + 1] : next;
            node = node.Children[child];
        }

        var index = Search(node, 0, key);
        index = index < 0 ? ~index : behind ? index + 1 : index;
        return index < node.Count ? (node, index) : First(next);
    }

    /// <summary>Where the first entry is; no leaf if there is none.</summary>
    public static (TreeNode<TKey, T>? Leaf, int Index) First(TreeNode<TKey, T>? root)
    {
        var node = root;
        while (node is { IsLeaf: false })
        {
            node = node.Children[0];
        }

        return (node, 0);
    }

    public static bool TryGetLast(TreeNode<TKey, T>? root, out TKey key)
    {
        var node = root;
        while (node is { IsLeaf: false })
        {
            node = node.Children[node.Count - 1];
        }

        key = node is null ? default! : node.Keys[node.Count - 1];
        return node is not null;
    }

    /// <summary>Where an entry is that is there, in a leaf that may be changed.</summary>
    public (TreeNode<TKey, T> Leaf, int Index) Writable(ref TreeNode<TKey, T>? root, in TKey key)
    {
        var node = root = Own(root!);
        while (!node.IsLeaf)
        {
            ref var child = ref node.Children[ChildOf(node, key)];
            node = child = Own(child);
        }

        return (node, Search(node, 0, key));
    }

    /// <summary>Adds an entry that is not there.</summary>
    public void Insert(ref TreeNode<TKey, T>? root, in TKey key, in T value)
    {
        root = root is null ? TreeNode<TKey, T>.Leaf(Generation) : Own(root);
        if (root.IsFull)
        {
            root = TreeNode<TKey, T>.Parent(root);
            Split(root, 0, key);
        }

        var node = root;
        while (!node.IsLeaf)
        {
            var index = ChildOf(node, key);
            if ((node.Children[index] = Own(node.Children[index])).IsFull)
            {
                Split(node, index, key);
                index = ChildOf(node, key);
            }

            node = node.Children[index];
        }

        node.Insert(~Search(node, 0, key), key, value, null);
    }

    /// <summary>Removes an entry that is there.</summary>
    public void Remove(ref TreeNode<TKey, T>? root, in TKey key)
    {
        RemoveBelow(root = Own(root!), key);
        while (root is { IsLeaf: false, Count: 1 })
        {
            root = root.Children[0];
        }

        root = root.Count == 0 ? null : root;
    }

    private void RemoveBelow(TreeNode<TKey, T> node, in TKey key)
    {
        if (node.IsLeaf)
        {
            node.RemoveAt(Search(node, 0, key));
            return;
        }

        var index = ChildOf(node, key);
        var child = node.Children[index] = Own(node.Children[index]);
        RemoveBelow(child, key);
        if (child.Count == 0)
        {
            node.RemoveAt(index);
        }
        else if (child.Count <= FewEntries)
        {
            _ = TryMerge(node, index) || TryMerge(node, index - 1);
        }
    }

    /// <summary>Merges a child with the next one if both fit into one node with room to spare.</summary>
    private bool TryMerge(TreeNode<TKey, T> node, int index)
    {
        if (index < 0 || index + 1 >= node.Count || node.Children[index].Count + node.Children[index + 1].Count > RoomyEntries)
        {
            return false;
        }

        (node.Children[index] = Own(node.Children[index])).Merge(node.Children[index + 1], node.Keys[index + 1]);
        node.RemoveAt(index + 1);
        return true;
    }

    /// <summary>
    /// Splits a full child before a key is put below it: in the middle; if the key comes behind all others, such that the left half stays
    /// full, since
    /// more such keys will follow.
    /// </summary>
    private void Split(TreeNode<TKey, T> parent, int index, in TKey key)
    {
        var child = parent.Children[index];
        var isBehind = Compare(key, child.Keys[child.Count - 1]) > 0;
        var at = !isBehind ? child.Count / 2 : child.IsLeaf ? child.Count : child.Count - 1;
        var right = child.SplitOff(at);
        parent.Insert(index + 1, right.Count == 0 ? key : right.Keys[0], default!, right);
    }

    private TreeNode<TKey, T> Own(TreeNode<TKey, T> node) => node.Generation == Generation ? node : node.Copy(Generation);

    private int ChildOf(TreeNode<TKey, T> node, in TKey key)
    {
        var index = Search(node, 1, key);
        return index < 0 ? ~index - 1 : index;
    }

    private int Search(TreeNode<TKey, T> node, int low, in TKey key)
    {
        var keys = node.Keys;
        var high = node.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var compared = Compare(keys[middle], key);
            if (compared == 0)
            {
                return middle;
            }

            (low, high) = compared < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
