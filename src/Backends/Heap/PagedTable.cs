using System.Numerics;
using System.Runtime.CompilerServices;

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
internal sealed unsafe partial class PagedTable<TKey, TValue> : IDisposable
{
    private const int FirstSlots = Tags.Group;
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
