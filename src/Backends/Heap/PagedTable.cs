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
/// <para>Used by one thread. A reference to a value is valid until the next call that may add or remove. The hash that comes with a key is its hasher's; it
/// is not kept. A look-up touches the directory, tags and the slot; page objects are for everything else. Where entries lie in a page:
/// <see cref="Tags"/>.</para>
/// <para><b>Increments.</b> Whoever asks for a value to write marks its tag; removed keys are listed. Closing an interval makes every page ask before
/// it is written again, and only then are its marks aged (<see cref="Page{TKey, TValue}.BeginInterval"/>), so that it costs nothing per entry.</para>
/// </remarks>
internal sealed unsafe class PagedTable<TKey, TValue> : IDisposable
{
    private const int FirstSlots = Tags.Group;
    private const int MaxPageBytes = 64 * 1024;
    private const int CacheLineBytes = 64;

    /// <summary>
    /// Slots of a page that splits rather than grows: 1,024, or fewer of large entries (64 at least). Larger pages look up no faster, and
    /// the first batch after a snapshot, which may touch a page per record, would copy four times as much at 4,096.
    /// </summary>
    internal static readonly int MaxSlots =
        Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)(MaxPageBytes / Unsafe.SizeOf<Slot<TKey, TValue>>()) + 1) / 2, 64, 1024);

    private readonly HashRange _range;
    private readonly int _rangeShift;
    private readonly HeapMemory _memory;
    private readonly SnapshotIntervals _intervals;
    private readonly RemovedKeys<TKey> _removed;
    private readonly IKeyHasher<TKey> _hasher;
    private PageDirectory<TKey, TValue> _directory;
    private NearSlots _near;

    // Since this interval nothing of the table as it was before is left, or known to be.
    private long _newSince;

    // All pages have the same number of slots: there is only one until it has grown to full size.
    private uint _mask;
    private uint _capacity;
    private int _fullAt;

    /// <param name="range">The hashes of the subtask.</param>
    /// <param name="memory">The process's budget.</param>
    /// <param name="intervals">Those of the backend; null for a table that is only ever frozen whole.</param>
    /// <param name="hasher">Of the keys; null: that of their type.</param>
    public PagedTable(HashRange range, HeapMemory memory, SnapshotIntervals? intervals = null, IKeyHasher<TKey>? hasher = null)
    {
        _hasher = hasher ?? KeyHash.For<TKey>();
        _range = range;
        _rangeShift = BitOperations.LeadingZeroCount(range.Last - range.First) & 63;
        _memory = memory;
        _intervals = intervals ?? new SnapshotIntervals(isTracked: false);
        _removed = new RemovedKeys<TKey>(_intervals);
        Start();
    }

    /// <summary>Entries.</summary>
    public long Count { get; private set; }

    /// <summary>A hint that the hashes will be looked up: brings their tags near. Best for a whole batch, before <see cref="Prefetch"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Much is made of little: it must be fast before it is known to be hot.
    public void Announce(ReadOnlySpan<ulong> hashes)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        var (directory, firstHash, rangeShift, mask) = (_directory, _range.First, _rangeShift, _mask);
        foreach (var hash in hashes)
        {
            var index = directory.IndexOf((hash - firstHash) << rangeShift);
            Sse.Prefetch0(directory.Tags(index) + Tags.Home(hash, mask));
        }
    }

    /// <summary>
    /// A hint that the hashes of a batch will be looked up next: brings their slots near, and remembers them for <see cref="Near"/>. For at most 32, one group ahead.
    /// </summary>
    /// <param name="hashes">The next ones.</param>
    /// <param name="at">The index of the first in its batch.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Prefetch(ReadOnlySpan<ulong> hashes, int at)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        var (directory, firstHash, rangeShift, mask, capacity) = (_directory, _range.First, _rangeShift, _mask, _capacity);
        Span<nuint> near = _near;
        foreach (var hash in hashes)
        {
            var index = directory.IndexOf((hash - firstHash) << rangeShift);
            var isWritable = directory.TryUnshared(index, out _);
            var tags = directory.Tags(index);
            var group = Tags.Home(hash, mask);
            var place = group + (Tags.First(Tags.Matching(tags + group, Tags.Of(hash))) & (Tags.Group - 1));

            // The collector may move a managed page before the hint is carried out; a hint to the wrong place costs nothing.
            var slot = (byte*)Unsafe.AsPointer(ref Unsafe.Add(ref directory.First(index, tags, capacity), place));
            Sse.Prefetch0(slot);
            if (CacheLineBytes % Unsafe.SizeOf<Slot<TKey, TValue>>() != 0)
            {
                Sse.Prefetch0(slot + Unsafe.SizeOf<Slot<TKey, TValue>>() - 1); // It may lie across two lines.
            }

            if (Page<TKey, TValue>.IsNative)
            {
                near[NearSlots.PlaceOf(at++)] = isWritable && (tags[place] & Tags.Changed) != 0 ? (nuint)slot : 0;
            }
        }
    }

    /// <summary>The value of a key for reading and writing, if <see cref="Prefetch"/> found it; else a null reference, whether or not there is one.</summary>
    /// <param name="place">That of the key's index in its batch: <see cref="NearSlots.PlaceOf"/>.</param>
    /// <param name="key">The key.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue Near(int place, in TKey key)
    {
        if (Page<TKey, TValue>.IsNative && _near.At(place) is var slot && slot != 0
            && EqualityComparer<TKey>.Default.Equals(Unsafe.AsRef<Slot<TKey, TValue>>((void*)slot).Key, key))
        {
            return ref Unsafe.AsRef<Slot<TKey, TValue>>((void*)slot).Value;
        }

        return ref Unsafe.NullRef<TValue>();
    }

    /// <summary>The value of a key for reading; a null reference if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly TValue Find(ulong hash, in TKey key)
    {
        var index = IndexOf(hash);
        var tags = _directory.Tags(index);
        ref var first = ref _directory.First(index, tags, _capacity);
        var place = SlotGroups<TKey, TValue>.Find(tags, ref first, _mask, hash, key);
        return ref place < 0 ? ref Unsafe.NullRef<TValue>() : ref Unsafe.Add(ref first, place).Value;
    }

    /// <summary>The value of a key for reading and writing; <c>default</c> if it was added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(ulong hash, in TKey key, out bool added)
    {
        var index = IndexOf(hash);
        var tags = WritableTags(index);
        ref var first = ref _directory.First(index, tags, _capacity);
        var place = SlotGroups<TKey, TValue>.Find(tags, ref first, _mask, hash, key);
        if (added = place < 0)
        {
            return ref Add(hash, key);
        }

        // Only once: a tag that was just written delays the next look at its group.
        if ((tags[place] & Tags.Changed) == 0)
        {
            tags[place] |= Tags.Changed;
        }

        return ref Unsafe.Add(ref first, place).Value;
    }

    public bool Remove(ulong hash, in TKey key)
    {
        if (Unsafe.IsNullRef(in Find(hash, key)))
        {
            return false;
        }

        var index = IndexOf(hash);
        var tags = WritableTags(index);
        ref var first = ref _directory.First(index, tags, _capacity);
        var place = SlotGroups<TKey, TValue>.Find(tags, ref first, _mask, hash, key);
        SlotGroups<TKey, TValue>.Remove(tags, ref first, _mask, (uint)place, _hasher);
        _near.Forget();
        _directory[index].Count--;
        Remember(hash, key);
        if (--Count == 0 && _mask + 1 > FirstSlots)
        {
            Clear();
        }

        return true;
    }

    /// <summary>
    /// Of a table without entries: makes a directory for about so many, so that pages are not split time and again as they come. All pages are one, empty and shared:
    /// the first write to each copies it, as behind a snapshot, so memory is taken as it is needed.
    /// </summary>
    /// <param name="entries">How many.</param>
    /// <param name="atOnce">They come all at once: memory is prepared beside.</param>
    public void Reserve(long entries, bool atOnce = false)
    {
        const int mostBits = 20;
        var depth = 0;
        while (depth < mostBits && entries > (long)MaxSlots / 4 * 3 << depth)
        {
            depth++;
        }

        if (Count > 0 || depth == 0)
        {
            return;
        }

        _directory.Release();
        SetCapacity(MaxSlots);
        var empty = new Page<TKey, TValue>(_memory, MaxSlots, depth) { Interval = _intervals.Current, Shared = true };
        _directory = new PageDirectory<TKey, TValue>(empty);
        if (atOnce) empty.ExpectCopies(1L << depth);
    }

    /// <summary>Removes everything and gives the memory back.</summary>
    public void Clear()
    {
        _directory.Release();
        Start();
    }

    /// <summary>
    /// The present entries, or those that changed, for another thread to read while this one goes on. Takes time by the page, not by the entry.
    /// </summary>
    /// <param name="since">
    /// Only what changed behind this interval, if the table can tell: <see cref="FrozenTable{TKey, TValue}.IsChange"/>. 0: everything.
    /// </param>
    public FrozenTable<TKey, TValue> Freeze(long since = 0)
    {
        _near.Forget();
        return since >= _newSince
            ? new(_directory.Share(since), _hasher, since, _removed.Since(since))
            : new(_directory.Share(since: 0), _hasher, 0, []);
    }

    public void Dispose()
    {
        _near.Forget();
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

    internal ulong HashOf(in TKey key) => _hasher.Hash(key);

    internal ulong RelativeOf(ulong hash) => (hash - _range.First) << _rangeShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int IndexOf(ulong hash) => _directory.IndexOf((hash - _range.First) << _rangeShift);

    /// <summary>The tags of a page that may be changed, and its slots with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ushort* WritableTags(int index) => _directory.TryUnshared(index, out var tags) ? tags : Unshare(index).Tags;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Page<TKey, TValue> Unshare(int index)
    {
        var page = _directory[index];
        if (page.IsHeldByOthers)
        {
            var copy = page.Copy();
            page.Release();
            page = copy;
        }

        page.Shared = false;
        page.BeginInterval(_intervals);
        _directory.Install(page, index);
        return page;
    }

    private void Remember(ulong hash, in TKey key)
    {
        if (_newSince == _intervals.Current)
        {
            return;
        }

        _removed.Add(hash, key);
        if (_removed.Count > Math.Max(1024, Count))
        {
            // It is mostly another table by now: as a whole it is the smaller increment.
            BeNew();
        }
    }

    private void BeNew()
    {
        _newSince = _intervals.Current;
        _removed.Clear();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue Add(ulong hash, in TKey key)
    {
        if (!_range.Contains(hash) || hash == 0 || (hash & 3) != 0)
        {
            throw new InvalidOperationException($"A key with hash {hash:x16} came to the subtask that owns {_range}: it was routed wrongly.");
        }

        Page<TKey, TValue> page;
        while ((page = _directory[IndexOf(hash)]).Count >= _fullAt)
        {
            MakeRoom(page, IndexOf(hash));
        }

        var place = Tags.Place(page.Tags, _mask, hash);
        page.Tags[place] = (ushort)(Tags.Of(hash) | Tags.Changed);
        ref var slot = ref Unsafe.Add(ref page.First, place);
        // One after the other: addresses that are taken before anything is written are checked by a load, which waits for the slot to come
        // from memory.
        slot.Key = key;
        slot.Value = default!;
        page.Count++;
        Count++;
        return ref slot.Value;
    }

    /// <summary>Doubles the only page while it is small; splits a page of full size into two.</summary>
    private void MakeRoom(Page<TKey, TValue> page, int index)
    {
        _near.Forget();
        if (page.Capacity < MaxSlots)
        {
            var larger = new Page<TKey, TValue>(_memory, page.Capacity * 2, depth: 0);
            SetCapacity(larger.Capacity);
            larger.InheritInterval(page);
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
        low.InheritInterval(page);
        high.InheritInterval(page);
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
        for (var i = 0; i < from.Capacity; i++)
        {
            if (from.Tags[i] != Tags.Empty)
            {
                ref var slot = ref Unsafe.Add(ref from.First, i);
                var hash = _hasher.Hash(slot.Key);
                var to = (RelativeOf(hash) & highBit) == 0 ? low : high;
                var place = Tags.Place(to.Tags, _mask, hash);
                to.Tags[place] = from.Tags[i];
                Unsafe.Add(ref to.First, place) = slot;
                to.Count++;
            }
        }
    }

    private void Start()
    {
        _near.Forget();
        Count = 0;
        BeNew();
        SetCapacity(FirstSlots);
        _directory = new PageDirectory<TKey, TValue>(new Page<TKey, TValue>(_memory, FirstSlots, depth: 0) { Interval = _intervals.Current });
    }

    private void SetCapacity(int slots)
    {
        _capacity = (uint)slots;
        _mask = _capacity - 1;
        _fullAt = slots / 8 * 7;
    }
}
