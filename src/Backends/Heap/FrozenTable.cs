using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// What a table held when it was frozen, or what had changed in it, in hash order. Read by one thread at a time, whichever; disposing gives the
/// pages back.
/// </summary>
/// <param name="pages">Held for this, in hash order; they do not change meanwhile.</param>
/// <param name="hasher">Of the keys.</param>
/// <param name="since">Only entries marked behind this interval; 0: all.</param>
/// <param name="removed">Removed since, in no order.</param>
internal sealed unsafe class FrozenTable<TKey, TValue>(
    List<Page<TKey, TValue>> pages, IKeyHasher<TKey> hasher, long since, IReadOnlyList<List<RemovedKey<TKey>>> removed) : IDisposable
{
    private RemovedKey<TKey>[]? _removed; // Sorted by the reader: the owner does not wait for it.
    private readonly HashOrder _order = new(pages.Count == 0 ? 0 : pages[0].Capacity);
    private readonly TKey[] _keys = new TKey[pages.Count == 0 ? 0 : pages[0].Capacity];
    private int _page = -1;
    private int _next;
    private int _inPage;
    private int _nextRemoved;
    private bool _released;

    /// <summary>Whether it says what changed rather than what there was.</summary>
    public bool IsChange => since > 0;

    /// <summary>
    /// Goes to the next entry or removed key; answers <c>false</c> at the end. What was removed comes before the entries of its hash, so a key that was
    /// added again is present in the end.
    /// </summary>
    public bool MoveNext()
    {
        var hasEntry = FindEntry();
        var removals = _removed ??= SortRemoved();
        if (_nextRemoved < removals.Length && (!hasEntry || removals[_nextRemoved].Hash <= _order.Hashes[_next]))
        {
            IsRemoved = true;
            _nextRemoved++;
            return true;
        }

        IsRemoved = false;
        _next += hasEntry ? 1 : 0;
        return hasEntry;
    }

    /// <summary>Whether there are removed keys: they lie between the entries, which must be gone to one by one then.</summary>
    public bool HasRemovals => removed.Count > 0;

    /// <summary>The next entries, all of one page; none at the end. <see cref="Pass"/> goes behind them.</summary>
    public FrozenSlots<TKey, TValue> NextEntries() => FindEntry()
        ? new(_order.Hashes[_next.._inPage], _order.Places[_next.._inPage], pages[_page].Slots)
        : default;

    /// <summary>Goes behind so many of the next entries.</summary>
    public void Pass(int entries) => _next += entries;

    /// <summary>Whether it stands on a removed key.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>The removed key.</summary>
    public ref readonly RemovedKey<TKey> Removed => ref _removed![_nextRemoved - 1];

    /// <summary>The entry. Valid until this is disposed.</summary>
    public ref readonly Slot<TKey, TValue> Entry => ref pages[_page].Slots[_order.Places[_next - 1]];

    /// <summary>Its key's hash.</summary>
    public ulong EntryHash => _order.Hashes[_next - 1];

    /// <summary>Starts over: a write that failed may be tried again under another name.</summary>
    public void Rewind() => (_page, _next, _inPage, _nextRemoved) = (-1, 0, 0, 0);

    public void Dispose()
    {
        if (!_released)
        {
            _released = true;
            pages.ForEach(page => page.Release());
            pages.Clear();
            Rewind();
        }
    }

    private bool FindEntry()
    {
        while (_next == _inPage)
        {
            if (_page + 1 >= pages.Count)
            {
                return false;
            }

            SortPage(++_page);
        }

        return true;
    }

    private RemovedKey<TKey>[] SortRemoved()
    {
        var keys = removed.SelectMany(list => list).ToArray();
        Array.Sort(keys);
        return keys;
    }

    // The first snapshots are written before the runtime would find out that this is worth optimizing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SortPage(int page)
    {
        var tags = pages[page].Tags;
        var slots = pages[page].Slots;
        var places = _order.Places;
        var keys = _keys;
        var marks = since == 0 ? ushort.MaxValue : pages[page].MarksSince(since);
        var count = 0;
        for (var group = 0; group < slots.Length; group += Tags.Group)
        {
            for (var marked = Tags.WithAny(tags + group, marks); marked != 0; marked &= marked - 1)
            {
                var place = group + (int)Tags.First(marked);
                keys[count] = slots[place].Key;
                places[count++] = place;
            }
        }

        hasher.Hash(keys.AsSpan(0, count), _order.Hashes);
        _order.Sort(count);
        (_next, _inPage) = (0, count);
    }
}

/// <summary>Entries of a frozen page, in hash order.</summary>
/// <param name="hashes">Of the keys.</param>
/// <param name="places">Where in the page each entry is.</param>
/// <param name="slots">Of the page.</param>
internal readonly ref struct FrozenSlots<TKey, TValue>(
    ReadOnlySpan<ulong> hashes, ReadOnlySpan<int> places, ReadOnlySpan<Slot<TKey, TValue>> slots)
{
    public ReadOnlySpan<ulong> Hashes { get; } = hashes;

    public ReadOnlySpan<int> Places { get; } = places;

    public ReadOnlySpan<Slot<TKey, TValue>> Slots { get; } = slots;
}
