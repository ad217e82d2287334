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

    /// <summary>
    /// Slots of a page that splits rather than grows: 1,024, or fewer of large entries (64 at least). Larger pages look up no faster, and
    /// the first batch after a snapshot, which may touch a page per record, would copy four times as much at 4,096.
    /// </summary>
    internal static readonly int MaxSlots =
        Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)(MaxPageBytes / Unsafe.SizeOf<Slot<TKey, TValue>>()) + 1) / 2, 64, 1024);

    private readonly HashRange _range;
    private readonly int _rangeShift;
    private readonly HeapMemory _memory;
    private PageDirectory<TKey, TValue> _directory;

    // All pages have the same number of slots: there is only one until it has grown to full size.
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

        // The collector may move a managed page before the hint is carried out; a hint to the wrong place costs nothing. Both ends: a slot
        // of 24 bytes lies across two cache lines one time in four.
        var slot = (byte*)Unsafe.AsPointer(ref Unsafe.Add(ref _directory.First(IndexOf(hash)), (uint)hash & _mask));
        Sse.Prefetch0(slot);
        Sse.Prefetch0(slot + Unsafe.SizeOf<Slot<TKey, TValue>>() - 1);
    }

    /// <summary>The value of a key for reading; a null reference if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly TValue Find(ulong hash, in TKey key)
    {
        ref var slot = ref SlotProbe<TKey, TValue>.Find(ref _directory.First(IndexOf(hash)), _mask, hash, key);
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
        _directory[index].Count--;
        if (--Count == 0 && _mask + 1 > FirstSlots)
        {
            Clear();
        }

        return true;
    }

    /// <summary>Removes everything and gives the memory back.</summary>
    public void Clear()
    {
        _directory.Release();
        Start();
    }

    /// <summary>The present entries, for another thread to read while this one goes on. Takes time by the page, not by the entry.</summary>
    public FrozenTable<TKey, TValue> Freeze() => new(_directory.Share(), Count);

    public void Dispose()
    {
        _directory.Release();
        Count = 0;
    }

    /// <summary>The page that holds a relative hash, and the last relative hash that belongs to the page.</summary>
    internal Page<TKey, TValue> PageAt(ulong relative, out ulong last)
    {
        var page = _directory[_directory.IndexOf(relative)];
        last = page.Depth == 0 ? ulong.MaxValue : relative | (ulong.MaxValue >> page.Depth);
        return page;
    }

    internal ulong RelativeOf(ulong hash) => (hash - _range.First) << _rangeShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int IndexOf(ulong hash) => _directory.IndexOf((hash - _range.First) << _rangeShift);

    /// <summary>The first slot of a page that may be changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot<TKey, TValue> Writable(int index)
    {
        ref var first = ref _directory.FirstUnshared(index);
        return ref Unsafe.IsNullRef(ref first) ? ref Unshare(index).First : ref first;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Page<TKey, TValue> Unshare(int index)
    {
        var page = _directory[index];
        if (!page.IsHeldByOthers)
        {
            page.Shared = false;
            _directory.Install(page, index);
            return page;
        }

        var copy = page.Copy();
        _directory.Install(copy, index);
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
        while ((page = _directory[IndexOf(hash)]).Count >= _fullAt)
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
            _directory.Install(larger, index);
        }
        else
        {
            Split(page, index);
        }

        page.Release();
    }

    private void Split(Page<TKey, TValue> page, int index)
    {
        if (page.Depth == PageDirectory<TKey, TValue>.MaxBits)
        {
            throw new InvalidOperationException(
                $"More than {_fullAt} keys agree in the first {page.Depth} bits of their hash. Keys look chosen to collide: "
                + "authenticate their origin, or prefix them with a secret.");
        }

        if (page.Depth == _directory.Bits)
        {
            _directory.Double();
            index *= 2;
        }

        var (low, high) = NewHalves(page);
        Move(page, low, high);
        var highEntry = 1 << (_directory.Bits - high.Depth);
        _directory.Install(low, index & ~highEntry);
        _directory.Install(high, index | highEntry);
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

    private void Start()
    {
        Count = 0;
        SetCapacity(FirstSlots);
        _directory = new PageDirectory<TKey, TValue>(new Page<TKey, TValue>(_memory, FirstSlots, depth: 0));
    }

    private void SetCapacity(int slots)
    {
        _mask = (uint)slots - 1;
        _fullAt = slots / 4 * 3;
    }
}
