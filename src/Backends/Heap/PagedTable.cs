using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ActorStream.Backends;

/// <summary>
/// A hash table made of pages of at most 1,024 slots, found through a directory indexed by the leading bits of the hash relative to
/// the subtask's range. A full page splits alone, so nothing ever rehashes the whole table, and pages are in hash order. Snapshots share
/// pages; the first change copies the page.
/// </summary>
/// <remarks>
/// Used by one thread. A reference to a value is valid until the next call that may add or remove. Hashes are never 0 and belong to the
/// key: the same key always comes with the same hash. A lookup touches the directory and the slot; page objects are for everything else.
/// </remarks>
internal sealed unsafe class PagedTable<TKey, TValue> : IDisposable
{
    private const int FirstSlots = 16;
    private const int MaxPageBytes = 64 * 1024;
    private const int MaxDepth = 22;
    private const nuint SharedBit = 1;

    /// <summary>
    /// Slots of a page that splits rather than grows: 1,024, or fewer of large entries (64 at least). Larger pages look up no faster, and
    /// the first batch after a snapshot, which may touch a page per record, would copy four times as much at 4,096.
    /// </summary>
    internal static readonly int MaxSlots =
        Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)(MaxPageBytes / Unsafe.SizeOf<Slot<TKey, TValue>>()) + 1) / 2, 64, 1024);

    private readonly HashRange _range;
    private readonly int _rangeShift;
    private readonly HeapMemory _memory;

    // The directory. A page of depth d stands in 2^(directory bits - d) neighbouring entries.
    private Page<TKey, TValue>[] _pages;

    // For native pages, entry by entry: the address of the first slot, lowest bit set while the page is shared. Saves a lookup the page object.
    private nuint[] _addresses;
    private int _indexShift;
    private uint _mask;
    private int _fullAt;

    public PagedTable(HashRange range, HeapMemory memory)
    {
        _range = range;
        _rangeShift = BitOperations.LeadingZeroCount(range.Last - range.First) & 63;
        _memory = memory;
        Start();
    }

    /// <summary>Entries.</summary>
    public long Count { get; private set; }

    /// <summary>A hint that the hash will be looked up soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong hash)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        var index = IndexOf(hash);
        if (Page<TKey, TValue>.IsNative)
        {
            var first = _addresses[index] & ~SharedBit;
            var slot = first + (((uint)hash & _mask) * (nuint)Unsafe.SizeOf<Slot<TKey, TValue>>());
            Sse.Prefetch0((void*)slot); // both ends: a slot of 24 bytes lies across two cache lines one time in four
            Sse.Prefetch0((void*)(slot + (nuint)Unsafe.SizeOf<Slot<TKey, TValue>>() - 1));
        }
        else
        {
            // The collector may move the array before the hint is carried out; a hint to the wrong place costs nothing.
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref _pages[index].First, (uint)hash & _mask)));
        }
    }

    /// <summary>The value of a key for reading; a null reference if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly TValue Find(ulong hash, in TKey key)
    {
        var index = IndexOf(hash);
        ref var first = ref Page<TKey, TValue>.IsNative
            ? ref Unsafe.AsRef<Slot<TKey, TValue>>((void*)(_addresses[index] & ~SharedBit))
            : ref _pages[index].First;
        ref var slot = ref SlotProbe<TKey, TValue>.Find(ref first, _mask, hash, key);
        return ref Unsafe.IsNullRef(ref slot) ? ref Unsafe.NullRef<TValue>() : ref slot.Value;
    }

    /// <summary>The value of a key for reading and writing; <c>default</c> if it was added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(ulong hash, in TKey key, out bool added)
    {
        ref var slot = ref SlotProbe<TKey, TValue>.Find(ref Writable(IndexOf(hash)), _mask, hash, key);
        added = Unsafe.IsNullRef(ref slot);
        return ref added ? ref Add(hash, key) : ref slot.Value;
    }

    public bool Remove(ulong hash, in TKey key)
    {
        if (Unsafe.IsNullRef(in Find(hash, key)))
        {
            return false;
        }

        var index = IndexOf(hash);
        ref var first = ref Writable(index);
        SlotProbe<TKey, TValue>.Remove(ref first, _mask, ref SlotProbe<TKey, TValue>.Find(ref first, _mask, hash, key));
        _pages[index].Count--;
        if (--Count == 0 && _mask + 1 > FirstSlots)
        {
            Clear();
        }

        return true;
    }

    /// <summary>Removes everything and gives the memory back.</summary>
    public void Clear()
    {
        ReleasePages();
        Start();
    }

    /// <summary>The present entries, for another thread to read while this one goes on. Takes time by the page, not by the entry.</summary>
    public FrozenTable<TKey, TValue> Freeze()
    {
        var pages = DistinctPages();
        foreach (var page in pages)
        {
            page.Share();
        }

        for (var i = 0; i < _addresses.Length; i++)
        {
            _addresses[i] |= SharedBit;
        }

        return new FrozenTable<TKey, TValue>(pages, Count);
    }

    public void Dispose()
    {
        ReleasePages();
        _pages = [];
        _addresses = [];
        Count = 0;
    }

    /// <summary>The page that holds a relative hash, and the last relative hash that belongs to the page.</summary>
    internal Page<TKey, TValue> PageAt(ulong relative, out ulong last)
    {
        var page = _pages[(int)(relative >> _indexShift)];
        last = page.Depth == 0 ? ulong.MaxValue : relative | (ulong.MaxValue >> page.Depth);
        return page;
    }

    internal ulong RelativeOf(ulong hash) => (hash - _range.First) << _rangeShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int IndexOf(ulong hash) => (int)(((hash - _range.First) << _rangeShift) >> _indexShift);

    /// <summary>The first slot of a page that may be changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot<TKey, TValue> Writable(int index)
    {
        if (Page<TKey, TValue>.IsNative)
        {
            var address = _addresses[index];
            return ref (address & SharedBit) == 0
                ? ref Unsafe.AsRef<Slot<TKey, TValue>>((void*)address)
                : ref Unshare(index).First;
        }

        var page = _pages[index];
        return ref page.Shared ? ref Unshare(index).First : ref page.First;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Page<TKey, TValue> Unshare(int index)
    {
        var page = _pages[index];
        if (!page.IsHeldByOthers)
        {
            page.Shared = false;
            Install(page, index);
            return page;
        }

        var copy = page.Copy();
        Install(copy, index);
        page.Release();
        return copy;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue Add(ulong hash, in TKey key)
    {
        if (!_range.Contains(hash) || hash == 0)
        {
            throw new InvalidOperationException($"A key with hash {hash:x16} came to the subtask that owns {_range}: it was routed wrongly.");
        }

        Page<TKey, TValue> page;
        while ((page = _pages[IndexOf(hash)]).Count >= _fullAt)
        {
            MakeRoom(page, IndexOf(hash));
        }

        ref var slot = ref SlotProbe<TKey, TValue>.Place(ref page.First, _mask, hash);
        slot.Hash = hash;
        slot.Key = key;
        page.Count++;
        Count++;
        return ref slot.Value;
    }

    /// <summary>Doubles the only page while it is small; splits a page of full size into two.</summary>
    private void MakeRoom(Page<TKey, TValue> page, int index)
    {
        if (page.Capacity < MaxSlots)
        {
            var larger = new Page<TKey, TValue>(_memory, page.Capacity * 2, depth: 0);
            SetCapacity(larger.Capacity);
            Move(page, larger, larger);
            Install(larger, index);
        }
        else
        {
            if (page.Depth == 64 - _indexShift)
            {
                DoubleDirectory();
                index *= 2;
            }

            var (low, high) = NewHalves(page);
            Move(page, low, high);
            var width = _pages.Length >> page.Depth;
            var start = index & -width;
            Install(low, start);
            Install(high, start + (width / 2));
        }

        page.Release();
    }

    private (Page<TKey, TValue> Low, Page<TKey, TValue> High) NewHalves(Page<TKey, TValue> page)
    {
        var low = new Page<TKey, TValue>(_memory, page.Capacity, page.Depth + 1);
        try
        {
            return (low, new Page<TKey, TValue>(_memory, page.Capacity, page.Depth + 1));
        }
        catch
        {
            low.Release(); // no room for the second: the first must not leak
            throw;
        }
    }

    private void Move(Page<TKey, TValue> from, Page<TKey, TValue> low, Page<TKey, TValue> high)
    {
        var highBit = 1UL << (63 - from.Depth);
        foreach (ref var slot in from.Slots)
        {
            if (slot.Hash != 0)
            {
                var to = (RelativeOf(slot.Hash) & highBit) == 0 ? low : high;
                SlotProbe<TKey, TValue>.Place(ref to.First, _mask, slot.Hash) = slot;
                to.Count++;
            }
        }
    }

    private void DoubleDirectory()
    {
        var bits = 65 - _indexShift;
        if (bits > MaxDepth)
        {
            throw new InvalidOperationException(
                $"More than {_fullAt} keys agree in the first {MaxDepth} bits of their hash. Keys look chosen to collide: "
                + "authenticate their origin, or prefix them with a secret.");
        }

        var pages = new Page<TKey, TValue>[1 << bits];
        for (var i = 0; i < pages.Length; i++)
        {
            pages[i] = _pages[i >> 1];
        }

        var addresses = new nuint[Page<TKey, TValue>.IsNative ? pages.Length : 0];
        for (var i = 0; i < addresses.Length; i++)
        {
            addresses[i] = _addresses[i >> 1];
        }

        (_pages, _addresses, _indexShift) = (pages, addresses, 64 - bits);
    }

    /// <summary>Puts a page into every directory entry of its stretch of hashes, one of which is given.</summary>
    private void Install(Page<TKey, TValue> page, int index)
    {
        var width = _pages.Length >> page.Depth;
        var start = index & -width;
        _pages.AsSpan(start, width).Fill(page);
        if (Page<TKey, TValue>.IsNative)
        {
            _addresses.AsSpan(start, width).Fill(page.Address | (page.Shared ? SharedBit : 0));
        }
    }

    private List<Page<TKey, TValue>> DistinctPages()
    {
        var pages = new List<Page<TKey, TValue>>();
        for (var i = 0; i < _pages.Length; i += _pages.Length >> _pages[i].Depth)
        {
            pages.Add(_pages[i]);
        }

        return pages;
    }

    private void ReleasePages()
    {
        foreach (var page in DistinctPages())
        {
            page.Release();
        }
    }

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_pages), nameof(_addresses))]
    private void Start()
    {
        Count = 0;
        _indexShift = 63; // a directory of two: shifting by 64 would shift by nothing
        SetCapacity(FirstSlots);
        _pages = new Page<TKey, TValue>[2];
        _addresses = new nuint[Page<TKey, TValue>.IsNative ? 2 : 0];
        Install(new Page<TKey, TValue>(_memory, FirstSlots, depth: 0), 0);
    }

    private void SetCapacity(int slots)
    {
        _mask = (uint)slots - 1;
        _fullAt = slots / 4 * 3;
    }
}
