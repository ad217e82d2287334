using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>
/// The slots of one stretch of hashes, and their tags. Tags are native memory, and so are the slots behind them if neither key nor value holds references;
/// else those are an array.
/// </summary>
/// <remarks>
/// Invariants. A page is changed by the thread that owns its table only, and only while nobody else holds it: <see cref="Shared"/> says
/// that a snapshot was given it, after which the owner must ask <see cref="IsHeldByOthers"/> and copy. Each holder (the table, each
/// snapshot) releases once; the last release frees the memory. A snapshot reads only pages that it holds.
/// </remarks>
internal sealed unsafe class Page<TKey, TValue>
{
    private const nuint CacheLineBytes = 64;

    /// <summary>Smaller ones are those of a table that is still small: there is one of them.</summary>
    private const int FewestBytesOfSlabs = 4096;

    /// <summary>Intervals in a row behind which a page counts as one that is always written nearly whole, and until it is looked at again.</summary>
    private const int DenseIntervals = 2;
    private const int MostIntervalsUnseen = 8;

    private readonly HeapMemory _memory;
    private readonly PageSlabs.Slab? _slab;
    private readonly Slot<TKey, TValue>[]? _slots;
    private void* _address;
    private int _holders = 1;
    private int _denseIntervals;

    public Page(HeapMemory memory, int capacity, int depth)
        : this(memory, capacity, depth, cleared: true)
    {
    }

    private Page(HeapMemory memory, int capacity, int depth, bool cleared)
    {
        (_memory, Capacity, Depth) = (memory, capacity, depth);
        _slots = IsNative ? null : new Slot<TKey, TValue>[capacity];
        memory.Take(Bytes);
        if (Bytes < FewestBytesOfSlabs)
        {
            _address = NativeMemory.AlignedAlloc((nuint)Bytes, CacheLineBytes);
        }
        else
        {
            _slab = memory.Slabs((int)Bytes).Take(out _address, isCopy: !cleared);
        }

        if (cleared)
        {
            TagSpan.Clear(); // A slot is written before it is read.
        }
    }

    /// <summary>Whether slots are native memory. Decided by the types alone: a constant to the compiler.</summary>
    public static bool IsNative
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !RuntimeHelpers.IsReferenceOrContainsReferences<Slot<TKey, TValue>>();
    }

    /// <summary>Slots; a power of two.</summary>
    public int Capacity { get; }

    /// <summary>How many leading bits of the (relative) hash its entries have in common.</summary>
    public int Depth { get; }

    /// <summary>Entries. The owner's.</summary>
    public int Count { get; set; }

    /// <summary>
    /// Whether a snapshot was taken since the owner last wrote here: the page may be held by it, and its marks are of an interval that is over. The owner's.
    /// </summary>
    public bool Shared { get; set; }

    /// <summary>The interval in which <see cref="Backends.Tags.Changed"/> was set. The owner's.</summary>
    public long Interval { get; set; }

    /// <summary>The newest interval of those in which <see cref="Backends.Tags.ChangedEarlier"/> was set; 0: none.</summary>
    public long EarlierInterval { get; private set; }

    /// <summary>Whether a snapshot still reads it. Once false it stays false until the owner shares it again.</summary>
    public bool IsHeldByOthers => Volatile.Read(ref _holders) > 1;

    public ushort* Tags => (ushort*)_address;

    public Span<ushort> TagSpan => new(_address, Capacity);

    public ref Slot<TKey, TValue> First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref IsNative
            ? ref Unsafe.AsRef<Slot<TKey, TValue>>(Tags + Capacity)
            : ref MemoryMarshal.GetArrayDataReference(_slots!);
    }

    public Span<Slot<TKey, TValue>> Slots => MemoryMarshal.CreateSpan(ref First, Capacity);

    private long Bytes
    {
        get
        {
            var bytes = (long)Capacity * (sizeof(ushort) + (IsNative ? Unsafe.SizeOf<Slot<TKey, TValue>>() : 0));
            return (bytes + (long)CacheLineBytes - 1) & -(long)CacheLineBytes;
        }
    }

    /// <summary>Called by the owner for a new snapshot that reads the page.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Whether an entry may be marked for an interval behind the one given.</summary>
    public bool HasChangedSince(long interval) => Interval > interval || EarlierInterval > interval;

    /// <summary>The marks that say that an entry changed behind the interval given.</summary>
    public ushort MarksSince(long interval) => (ushort)(
        (Interval > interval ? Backends.Tags.Changed : 0) | (EarlierInterval > interval ? Backends.Tags.ChangedEarlier : 0));

    /// <summary>
    /// Before the first write of an interval: marks that a complete snapshot covers are wiped, those of the interval before become earlier ones, and
    /// no more is told apart: an entry written more often than that may lie in an increment once too often, never too seldom. For the same reason a page of which
    /// nearly everything was written in each of the last intervals is marked as a whole: marking an entry takes its first write in an interval twice the time.
    /// </summary>
    public void BeginInterval(SnapshotIntervals intervals)
    {
        if (Interval == intervals.Current || !intervals.IsTracked)
        {
            return;
        }

        var keepsEarlier = EarlierInterval > intervals.Confirmed;
        var keepsChanged = Interval > intervals.Confirmed;
        LookWhetherDense();
        Backends.Tags.Age(TagSpan, keepsChanged, keepsEarlier, marksAll: _denseIntervals >= DenseIntervals);
        EarlierInterval = keepsChanged ? Interval : keepsEarlier ? EarlierInterval : 0;
        Interval = intervals.Current;
    }

    /// <summary>Counts what was written in the interval that is over, unless it was marked without being looked at.</summary>
    private void LookWhetherDense()
    {
        var isUnseen = _denseIntervals >= DenseIntervals;
        var isDense = isUnseen || (Count > 0 && Backends.Tags.CountChanged(TagSpan) >= Count - (Count / 8));
        _denseIntervals = !isDense ? 0 : _denseIntervals < DenseIntervals + MostIntervalsUnseen - 1 ? _denseIntervals + 1 : DenseIntervals - 1;
    }

    /// <summary>Takes over the intervals of a page whose slots, with their marks, are moved here.</summary>
    public void InheritInterval(Page<TKey, TValue> from) =>
        (Interval, EarlierInterval, _denseIntervals) = (from.Interval, from.EarlierInterval, from._denseIntervals);

    /// <summary>The same slots, not shared.</summary>
    public Page<TKey, TValue> Copy()
    {
        var copy = new Page<TKey, TValue>(_memory, Capacity, Depth, cleared: false) { Count = Count };
        copy.InheritInterval(this);
        TagSpan.CopyTo(copy.TagSpan);
        if (Count > 0) Slots.CopyTo(copy.Slots);
        return copy;
    }

    /// <summary>So many copies of it will be taken, as fast as can be.</summary>
    public void ExpectCopies(long count)
    {
        if (_slab is not null) _memory.Slabs((int)Bytes).Expect(Math.Min(count, (_memory.LimitBytes - _memory.UsedBytes) / Bytes));
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            if (_slab is null)
            {
                NativeMemory.AlignedFree(_address);
            }
            else
            {
                _memory.Slabs((int)Bytes).Return(_slab, _address);
            }

            _address = null;
            _memory.Return(Bytes);
        }
    }
}
