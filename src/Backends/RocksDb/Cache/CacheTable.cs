using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// Entries held in memory, in pages by hash. A page that is full grows while the budget has room; else it makes room within itself: entries used
/// least often go first, and those of them that changed are written as one sorted batch. So no call writes more than two pages, and no list of least
/// recent uses is kept.
/// </summary>
internal sealed partial class CacheTable<TKey, T> : ICacheTable
{
    private const int FirstSlots = 16;
    private const int MostSlots = 1024;
    private const int MorePages = 4;

    private readonly HashRange _range;
    private readonly int _rangeShift;
    private readonly CacheBudget _budget;
    private readonly ICacheStore<TKey, T> _store;
    private CacheSlot<TKey, T>[]?[] _pages = new CacheSlot<TKey, T>[]?[1];
    private int[] _counts = new int[1];
    private long[] _weights = new long[1];
    private int _pageBits;
    private int _touches;

    public CacheTable(HashRange range, CacheBudget budget, ICacheStore<TKey, T> store)
    {
        (_range, _budget, _store) = (range, budget, store);
        _rangeShift = BitOperations.LeadingZeroCount(range.Last - range.First) & 63;
        budget.Add(this);
    }

    /// <summary>Entries, absent ones included.</summary>
    public long Count { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>The entry; a null reference if it is not here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref CacheSlot<TKey, T> Find(ulong hash, in TKey key)
    {
        var index = PageOf(hash);
        var page = _pages[index] ?? Thaw(index);
        return ref page is null ? ref Unsafe.NullRef<CacheSlot<TKey, T>>() : ref CacheSlot<TKey, T>.Find(page, hash, key);
    }

    /// <summary>Adds an entry that is not here.</summary>
    public ref CacheSlot<TKey, T> Add(ulong hash, in TKey key, ulong marks)
    {
        var index = PageOf(hash);
        while (PageAt(index) is not { } full || _counts[index] >= FullAt(full.Length))
        {
            MakeRoom(index, hash);
            index = PageOf(hash);
        }

        ref var slot = ref CacheSlot<TKey, T>.Place(PageAt(index)!, hash);
        slot.Tag = SlotTag.Of(hash, marks);
        slot.Key = key;
        _counts[index]++;
        Count++;
        return ref slot;
    }

    /// <summary>To be called before values that refer to objects are handed out: since last time they may have grown. Now and then a page is weighed.</summary>
    public void Touch(ulong hash)
    {
        const int touchesPerWeighing = 1024;
        if (!CacheSlot<TKey, T>.HasReferences || ++_touches % touchesPerWeighing != 0) return;
        Weigh(PageOf(hash));
        _budget.Enforce();
    }

    /// <summary>Forgets everything, changes included.</summary>
    public void Clear()
    {
        _budget.Count(-Bytes);
        (_pages, _frozen, _counts, _weights, _pageBits) = (new CacheSlot<TKey, T>[]?[1], [], new int[1], new long[1], 0);
        _enlarged.Clear();
        (Count, Bytes) = (0, 0);
    }

    /// <summary>Clears it and leaves the budget to others.</summary>
    public void Leave()
    {
        Clear();
        _budget.Remove(this);
    }

    private static int FullAt(int slots) => slots / 4 * 3;

    // All hashes that differ in their marks only belong to one page.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PageOf(ulong hash) =>
        _pageBits == 0 ? 0 : (int)(((Math.Min(hash | SlotTag.Marks, _range.Last) - _range.First) << _rangeShift) >> (64 - _pageBits));

    private void MakeRoom(int index, ulong hash)
    {
        if (!_range.Contains(hash))
            throw new InvalidOperationException($"A key with hash {hash:x16} came to the subtask that owns {_range}: it was routed wrongly.");
        var slots = PageAt(index)?.Length ?? 0;
        if (slots == 0)
            Resize(index, FirstSlots);
        else if (slots < MostSlots && _budget.HasRoomFor(this, (long)slots * CacheSlot<TKey, T>.Bytes))
            Resize(index, 2 * slots);
        else if (slots == MostSlots && Count > (long)_pages.Length * MostSlots / 2
            && _budget.HasRoomFor(this, (long)MostSlots * CacheSlot<TKey, T>.Bytes))
            AddPages();
        else if (_counts[index] >= FullAt(slots)) // what was just asked may have shrunk this page
            EvictFrom(index, slots);
    }

    private void EvictFrom(int index, int slots)
    {
        // If too much is taken a page gives back half of its room: one that grew for a snapshot's sake if there is one, for another
        // would lose most of what it holds.
        var isOver = _budget.IsExceeded && !IsPending;
        var shrinking = isOver && _enlarged.TryPop(out var enlarged) ? enlarged : index;
        if (shrinking != index && PageAt(shrinking) is { Length: > FirstSlots } page) Evict(shrinking, page.Length / 2);
        Evict(index, isOver && shrinking == index && slots > FirstSlots ? slots / 2 : Math.Min(slots, MostSlots));
    }

    private void Resize(int index, int slots)
    {
        var resized = new CacheSlot<TKey, T>[slots];
        foreach (ref var slot in PageAt(index).AsSpan())
        {
            if (slot.Tag != 0) CacheSlot<TKey, T>.Place(resized, slot.Tag) = slot;
        }

        _pages[index] = resized;
        Weigh(index);
    }

    private void AddPages()
    {
        for (var index = 0; index < _pages.Length; index++) PageAt(index);
        var (pages, count) = (_pages, Count);
        Clear();
        _pages = new CacheSlot<TKey, T>[]?[pages.Length * MorePages];
        _pageBits = BitOperations.Log2((uint)_pages.Length);
        _counts = new int[_pages.Length];
        _weights = new long[_pages.Length];
        foreach (var page in pages)
        {
            foreach (ref var slot in page.AsSpan())
            {
                if (slot.Tag != 0) Move(slot);
            }
        }

        Count = count;
        for (var index = 0; index < _pages.Length; index++) Weigh(index);
    }

    private void Move(in CacheSlot<TKey, T> slot)
    {
        var index = PageOf(slot.Tag);
        var page = _pages[index] ??= new CacheSlot<TKey, T>[FirstSlots];
        if (_counts[index] >= FullAt(page.Length))
        {
            Resize(index, 2 * page.Length);
            page = _pages[index]!;
        }

        CacheSlot<TKey, T>.Place(page, slot.Tag) = slot;
        _counts[index]++;
    }

    private void Weigh(int index)
    {
        long weight = 0;
        if (PageAt(index) is { } page)
        {
            weight = (long)page.Length * CacheSlot<TKey, T>.Bytes;
            if (CacheSlot<TKey, T>.HasReferences)
            {
                foreach (ref var slot in page.AsSpan())
                {
                    if (slot.Tag != 0) weight += slot.Beyond();
                }
            }
        }

        _budget.Count(weight - _weights[index]);
        Bytes += weight - _weights[index];
        _weights[index] = weight;
    }
}
