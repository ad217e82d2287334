namespace ActorStream.Backends;

/// <summary>
/// A node of a tree: a leaf with keys and values, or an inner node with children, each of which holds keys from its own <see cref="Keys"/>
/// on (the first
/// child's goes down without end).
/// </summary>
/// <remarks>
/// Invariant: a node is changed only while its generation is that of the collection it belongs to; one of an older generation may be read
/// by a
/// snapshot, on another thread, and is never changed again.
/// </remarks>
internal sealed class TreeNode<TKey, T>
{
    /// <summary>At most 64, so that one word tells of each entry whether it is the node's own.</summary>
    public const int MaxCount = 64;

    private const int FirstCapacity = 4;

    private T[]? _values;
    private TreeNode<TKey, T>[]? _children;

    private TreeNode(uint generation) => Generation = generation;

    public uint Generation { get; }

    public int Count { get; private set; }

    /// <summary>Ascending; as many as <see cref="Count"/>.</summary>
    public TKey[] Keys { get; private set; } = new TKey[FirstCapacity];

    /// <summary>Bit i: the i-th value of this leaf is referred to by no snapshot.</summary>
    public ulong OwnValues { get; private set; }

    public bool IsLeaf => _children is null;

    public bool IsFull => Count == MaxCount;

    public T[] Values => _values!;

    public TreeNode<TKey, T>[] Children => _children!;

    public static TreeNode<TKey, T> Leaf(uint generation) => new(generation) { _values = new T[FirstCapacity] };

    public static TreeNode<TKey, T> Parent(TreeNode<TKey, T> child)
    {
        var parent = new TreeNode<TKey, T>(child.Generation) { _children = new TreeNode<TKey, T>[FirstCapacity] };
        parent.Insert(0, child.Keys[0], default!, child);
        return parent;
    }

    /// <summary>A node that may be changed. Its values are shared with this one.</summary>
    public TreeNode<TKey, T> Copy(uint generation) => new(generation)
    {
        Count = Count,
        Keys = (TKey[])Keys.Clone(),
        _values = (T[]?)_values?.Clone(),
        _children = (TreeNode<TKey, T>[]?)_children?.Clone(),
    };

    public void MarkOwn(int index) => OwnValues |= 1UL << index;

    /// <summary>Adds an entry of a leaf, with a value of its own, or a child.</summary>
    public void Insert(int index, in TKey key, in T value, TreeNode<TKey, T>? child)
    {
        if (Count == Keys.Length)
        {
            Resize(Math.Min(MaxCount, Count * 2));
        }

        var behind = Count - index;
        Array.Copy(Keys, index, Keys, index + 1, behind);
        Keys[index] = key;
        if (_children is not null)
        {
            Array.Copy(_children, index, _children, index + 1, behind);
            _children[index] = child!;
        }
        else
        {
            Array.Copy(_values!, index, _values!, index + 1, behind);
            _values![index] = value;
            OwnValues = Below(index) | 1UL << index | (OwnValues & ~Below(index)) << 1;
        }

        Count++;
        ulong Below(int bit) => OwnValues & ((1UL << bit) - 1);
    }

    public void RemoveAt(int index)
    {
        var behind = --Count - index;
        Array.Copy(Keys, index + 1, Keys, index, behind);
        Keys[Count] = default!;
        if (_children is not null)
        {
            Array.Copy(_children, index + 1, _children, index, behind);
            _children[Count] = null!;
        }
        else
        {
            Array.Copy(_values!, index + 1, _values!, index, behind);
            _values![Count] = default!;
            var below = (1UL << index) - 1;
            OwnValues = (OwnValues & below) | (OwnValues >> 1 & ~below);
        }
    }

    /// <summary>Moves what lies at an index and behind into a new node.</summary>
    public TreeNode<TKey, T> SplitOff(int index)
    {
        var right = new TreeNode<TKey, T>(Generation)
        {
            Keys = [], _values = _values is null ? null : [], _children = _children is null ? null : [],
        };
        right.Resize(Math.Max(FirstCapacity, Count - index));
        right.Append(this, index);
        Array.Clear(Keys, index, Count - index);
        if (_children is not null)
        {
            Array.Clear(_children, index, Count - index);
        }
        else
        {
            Array.Clear(_values!, index, Count - index);
        }

        (Count, OwnValues) = (index, index < MaxCount ? OwnValues & ((1UL << index) - 1) : OwnValues);
        return right;
    }

    /// <summary>Adds what lies in the next node, which is given up.</summary>
    /// <param name="next">May belong to a snapshot as well.</param>
    /// <param name="from">Where the next node's keys begin, as its parent knows it.</param>
    public void Merge(TreeNode<TKey, T> next, in TKey from)
    {
        var index = Count;
        Resize(Math.Max(Keys.Length, Count + next.Count));
        Append(next, 0);
        if (!IsLeaf)
        {
            Keys[index] = from;
        }
    }

    private void Append(TreeNode<TKey, T> from, int index)
    {
        var count = from.Count - index;
        Array.Copy(from.Keys, index, Keys, Count, count);
        if (_children is not null)
        {
            Array.Copy(from._children!, index, _children, Count, count);
        }
        else
        {
            Array.Copy(from._values!, index, _values!, Count, count);
            OwnValues |= from.Generation == Generation && count > 0 ? from.OwnValues >> index << Count : 0;
        }

        Count += count;
    }

    private void Resize(int capacity)
    {
        var keys = Keys;
        Array.Resize(ref keys, capacity);
        Keys = keys;
        if (_children is not null)
        {
            Array.Resize(ref _children, capacity);
        }
        else
        {
            Array.Resize(ref _values, capacity);
        }
    }
}
