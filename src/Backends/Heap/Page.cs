using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>
/// The slots of one stretch of hashes: native memory if neither key nor value holds references, else an array.
/// </summary>
/// <remarks>
/// Invariants. A page is changed by the thread that owns its table only, and only while nobody else holds it: <see cref="Shared"/> says
/// that a snapshot was given it, after which the owner must ask <see cref="IsHeldByOthers"/> and copy. Each holder (the table, each
/// snapshot) releases once; the last release frees the memory. A snapshot reads only pages that it holds.
/// </remarks>
internal sealed unsafe class Page<TKey, TValue>
{
    private const nuint CacheLineBytes = 64;

    private readonly HeapMemory _memory;
    private readonly Slot<TKey, TValue>[]? _slots;
    private void* _address;
    private int _holders = 1;

    public Page(HeapMemory memory, int capacity, int depth)
        : this(memory, capacity, depth, cleared: true)
    {
    }

    private Page(HeapMemory memory, int capacity, int depth, bool cleared)
    {
        _memory = memory;
        Capacity = capacity;
        Depth = depth;
        if (!IsNative)
        {
            _slots = new Slot<TKey, TValue>[capacity];
            return;
        }

        memory.Take(Bytes);
        _address = NativeMemory.AlignedAlloc((nuint)Bytes, CacheLineBytes);
        if (cleared)
        {
            NativeMemory.Clear(_address, (nuint)Bytes);
        }
    }

    /// <summary>Decided by the types alone: a constant to the compiler.</summary>
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

    /// <summary>Whether a snapshot was given this page since the owner last knew it to be its own. The owner's.</summary>
    public bool Shared { get; set; }

    /// <summary>Whether a snapshot still reads it. Once false it stays false until the owner shares it again.</summary>
    public bool IsHeldByOthers => Volatile.Read(ref _holders) > 1;

    public nuint Address => (nuint)_address;

    public ref Slot<TKey, TValue> First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref IsNative
            ? ref Unsafe.AsRef<Slot<TKey, TValue>>(_address)
            : ref MemoryMarshal.GetArrayDataReference(_slots!);
    }

    public Span<Slot<TKey, TValue>> Slots => MemoryMarshal.CreateSpan(ref First, Capacity);

    private long Bytes => (long)Capacity * Unsafe.SizeOf<Slot<TKey, TValue>>();

    /// <summary>Called by the owner for a new snapshot.</summary>
    public void Share()
    {
        Shared = true;
        Interlocked.Increment(ref _holders);
    }

    /// <summary>The same slots, not shared.</summary>
    public Page<TKey, TValue> Copy()
    {
        var copy = new Page<TKey, TValue>(_memory, Capacity, Depth, cleared: false) { Count = Count };
        Slots.CopyTo(copy.Slots);
        return copy;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0 && IsNative)
        {
            NativeMemory.AlignedFree(_address);
            _address = null;
            _memory.Return(Bytes);
        }
    }
}
