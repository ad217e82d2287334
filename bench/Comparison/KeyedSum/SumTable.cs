using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace ActorStream.Bench.Comparison;

/// <summary>A sum per key as a careful person writes it: open addressing with linear probing, at most half full, outside the managed
/// heap.</summary>
internal sealed unsafe class SumTable : IDisposable
{
    private readonly Slot* _slots;
    private readonly int _shift;
    private readonly long _mask;

    /// <param name="keys">How many keys there are at most.</param>
    internal SumTable(long keys)
    {
        var slots = (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)keys * 2);
        (_mask, _shift) = (slots - 1, 64 - System.Numerics.BitOperations.Log2((ulong)slots));
        _slots = (Slot*)NativeMemory.AlignedAlloc((nuint)slots * (nuint)sizeof(Slot), 64);
        NativeMemory.Clear(_slots, (nuint)slots * (nuint)sizeof(Slot));
    }

    /// <summary>Has the processor fetch a key's slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Prefetch(long key)
    {
        if (Sse.IsSupported) Sse.Prefetch0(_slots + SlotOf(key));
    }

    /// <summary>The sum of a key, which is zero if it is new.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref long SumOf(long key)
    {
        var at = SlotOf(key);
        while (_slots[at].Key != key)
        {
            if (_slots[at].Key == 0)
            {
                _slots[at].Key = key;
                break;
            }

            at = (at + 1) & _mask;
        }

        return ref _slots[at].Sum;
    }

    /// <summary>All slots; those of keys that are there have a key that is not zero.</summary>
    internal Span<Slot> Slots => new(_slots, (int)(_mask + 1));

    public void Dispose() => NativeMemory.AlignedFree(_slots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long SlotOf(long key) => (long)((ulong)key * 0xD6E8FEB86659FD93 >> _shift);

    internal struct Slot
    {
        internal long Key;
        internal long Sum;
    }
}
