using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// A collection per key on the heap: a table of trees, which share their nodes with snapshots. So neither beginning a snapshot nor the
/// first change
/// after it takes time by the size of a collection. A key has an entry in the table exactly if its collection is not empty.
/// </summary>
/// <remarks>
/// Values that refer to objects which could change: the first access to one of them after a snapshot, reads included, replaces it by a deep
/// copy. What the snapshot froze is then nobody's but its own.
/// </remarks>
internal sealed class CollectionTable<TKey, TSub, T>(
    HashRange range, HeapMemory memory, SnapshotIntervals intervals, Codec<TKey> keys, EntryCodec<TSub, T> entries) : IDisposable
{
    private readonly PagedTable<TKey, TreeNode<TSub, T>?> _table = new(range, memory, intervals);
    private readonly Tree<TSub, T> _tree = new(KeyOrder.For<TSub>());
    private readonly bool _areShareable = Immutability.IsProven<T>();
    private readonly RecordWriter _writer = new();
    private readonly RecordReader _reader = new();

    public EntryCodec<TSub, T> Codec { get; } = entries;

    /// <summary>Changes with each write, so that an iteration knows that what it stands on may have been replaced.</summary>
    public uint Writes { get; private set; }

    public void Prefetch(ReadOnlySpan<ulong> hashes, int at, bool isFirst) => _table.Prefetch(hashes, at, isFirst);

    public bool HasAny(ulong hash, in TKey key) => !Unsafe.IsNullRef(in _table.Find(hash, key));

    public bool Contains(ulong hash, in TKey key, in TSub sub) => _tree.Find(RootOf(hash, key), sub).Leaf is not null;

    public bool TryGet(ulong hash, in TKey key, in TSub sub, [MaybeNullWhen(false)] out T value)
    {
        var (leaf, index) = _tree.Find(RootOf(hash, key), sub);
        if (leaf is null)
        {
            value = default;
            return false;
        }

        value = IsOwn(leaf, index) ? leaf.Values[index] : MakeOwn(hash, key, sub);
        return true;
    }

    /// <summary>Answers whether the entry was added.</summary>
    public bool Set(ulong hash, in TKey key, in TSub sub, in T value)
    {
        Writes++;
        ref var root = ref _table.GetOrAdd(hash, key, out _);
        if (_tree.Find(root, sub).Leaf is null)
        {
            _tree.Insert(ref root, sub, value);
            return true;
        }

        var (leaf, index) = _tree.Writable(ref root, sub);
        leaf.Values[index] = value;
        leaf.MarkOwn(index);
        return false;
    }

    public bool TryGetLast(ulong hash, in TKey key, out TSub sub) => Tree<TSub, T>.TryGetLast(RootOf(hash, key), out sub);

    public bool Remove(ulong hash, in TKey key, in TSub sub)
    {
        if (!Contains(hash, key, sub))
        {
            return false;
        }

        Writes++;
        ref var root = ref _table.GetOrAdd(hash, key, out _);
        _tree.Remove(ref root, sub);
        if (root is null)
        {
            _table.Remove(hash, key);
        }

        return true;
    }

    public bool RemoveAll(ulong hash, in TKey key)
    {
        Writes++;
        return _table.Remove(hash, key);
    }

    /// <summary>Where the next entry is: the first of a range, or behind one that was given; no leaf if there is none.</summary>
    public (TreeNode<TSub, T>? Leaf, int Index) Next(ulong hash, in TKey key, MapRange<TSub> range, bool isBehind, in TSub given)
    {
        var root = RootOf(hash, key);
        return isBehind ? _tree.Seek(root, given, behind: true)
            : range.HasFrom ? _tree.Seek(root, range.From, behind: false)
            : Tree<TSub, T>.First(root);
    }

    /// <summary>The value at a place that was found for this key, with no <see cref="Writes"/> since.</summary>
    public T ValueAt(ulong hash, in TKey key, TreeNode<TSub, T> leaf, int index)
    {
        if (IsOwn(leaf, index))
        {
            return leaf.Values[index];
        }

        TryGet(hash, key, leaf.Keys[index], out var value);
        return value!;
    }

    public bool IsWithin(MapRange<TSub> range, in TSub sub) => !range.HasTo || _tree.Compare(sub, range.To) < 0;

    public KeyCursor<TKey> Keys() => new TableCursor<TKey, TreeNode<TSub, T>?>(_table);

    /// <inheritdoc cref="PagedTable{TKey, TValue}.Freeze"/>
    public FrozenEntries Freeze(long since)
    {
        _tree.Share();
        return new FrozenCollections<TKey, TSub, T>(_table.Freeze(since), _tree, keys, Codec);
    }

    public void Dispose() => _table.Dispose();

    private TreeNode<TSub, T>? RootOf(ulong hash, in TKey key)
    {
        ref readonly var root = ref _table.Find(hash, key);
        return Unsafe.IsNullRef(in root) ? null : root;
    }

    private bool IsOwn(TreeNode<TSub, T> leaf, int index) =>
        _areShareable || (leaf.Generation == _tree.Generation && (leaf.OwnValues >> index & 1) != 0);

    private T MakeOwn(ulong hash, in TKey key, in TSub sub)
    {
        var (leaf, index) = _tree.Writable(ref _table.GetOrAdd(hash, key, out _), sub);
        _writer.Clear();
        Codec.Values.Write(_writer, leaf.Values[index]);
        _reader.Reset(_writer.Written);
        var copy = Codec.Values.Read(_reader);
        leaf.Values[index] = copy;
        leaf.MarkOwn(index);
        return copy;
    }
}
