using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>One place in a page; empty if the hash is 0.</summary>
internal struct Slot<TKey, TValue>
{
    public ulong Hash;
    public TKey Key;
    public TValue Value;
}

/// <summary>
/// Linear probing over the slots of one page, from the low bits of the hash, wrapping within the page. Invariants: the number of slots
/// is a power of two and at least one is empty (else a search would not end); between an entry's home and the entry no slot is empty.
/// </summary>
internal static class SlotProbe<TKey, TValue>
{
    /// <summary>The entry of the key; a null reference if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref Slot<TKey, TValue> Find(ref Slot<TKey, TValue> first, uint mask, ulong hash, in TKey key)
    {
        for (var i = (uint)hash & mask; ; i = (i + 1) & mask)
        {
            ref var slot = ref Unsafe.Add(ref first, i);
            if (slot.Hash == hash && EqualityComparer<TKey>.Default.Equals(slot.Key, key))
            {
                return ref slot;
            }

            if (slot.Hash == 0)
            {
                return ref Unsafe.NullRef<Slot<TKey, TValue>>();
            }
        }
    }

    /// <summary>The empty slot where an absent key goes.</summary>
    public static ref Slot<TKey, TValue> Place(ref Slot<TKey, TValue> first, uint mask, ulong hash)
    {
        var i = (uint)hash & mask;
        while (Unsafe.Add(ref first, i).Hash != 0)
        {
            i = (i + 1) & mask;
        }

        return ref Unsafe.Add(ref first, i);
    }

    /// <summary>Empties a slot and moves back those behind it that would no longer be found.</summary>
    public static void Remove(ref Slot<TKey, TValue> first, uint mask, ref Slot<TKey, TValue> removed)
    {
        var hole = (uint)(Unsafe.ByteOffset(ref first, ref removed) / Unsafe.SizeOf<Slot<TKey, TValue>>());
        for (var i = (hole + 1) & mask; ; i = (i + 1) & mask)
        {
            ref var slot = ref Unsafe.Add(ref first, i);
            if (slot.Hash == 0)
            {
                break;
            }

            var distanceFromHome = (i - (uint)slot.Hash) & mask;
            if (distanceFromHome >= ((i - hole) & mask))
            {
                Unsafe.Add(ref first, hole) = slot;
                hole = i;
            }
        }

        Unsafe.Add(ref first, hole) = default;
    }
}
