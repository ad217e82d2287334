using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// One place in a page; empty if it is all zeros. The key's hash and, in the two bits that no hash uses, what a snapshot must know of the entry.
/// </summary>
internal struct Slot<TKey, TValue>
{
    public ulong HashAndMarks;
    public TKey Key;
    public TValue Value;

    public readonly ulong Hash => HashAndMarks & ~SlotMarks.All;

    public readonly bool IsEmpty => HashAndMarks == 0;
}

/// <summary>What is marked on an entry, for increments. An interval is the time between two snapshots.</summary>
internal static class SlotMarks
{
    /// <summary>Written to in the page's current interval.</summary>
    public const ulong Changed = 1;

    /// <summary>Written to in an interval before that, whose snapshot was not known to be complete when the current one began.</summary>
    public const ulong ChangedEarlier = 2;

    public const ulong All = Changed | ChangedEarlier;
}

/// <summary>
/// Linear probing over the slots of one page, from the low bits of the hash, wrapping within the page. Invariants: the number of slots
/// is a power of two and at least one is empty (else a search would not end); between an entry's home and the entry no slot is empty.
/// </summary>
internal static class SlotProbe<TKey, TValue>
{
    /// <summary>Where the search for a hash begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Home(ulong hash, uint mask) => (uint)(hash >> 2) & mask;

    /// <summary>The entry of the key; a null reference if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref Slot<TKey, TValue> Find(ref Slot<TKey, TValue> first, uint mask, ulong hash, in TKey key)
    {
        for (var i = Home(hash, mask); ; i = (i + 1) & mask)
        {
            ref var slot = ref Unsafe.Add(ref first, i);
            if (slot.Hash == hash && EqualityComparer<TKey>.Default.Equals(slot.Key, key))
            {
                return ref slot;
            }

            if (slot.IsEmpty)
            {
                return ref Unsafe.NullRef<Slot<TKey, TValue>>();
            }
        }
    }

    /// <summary>The empty slot where an absent key goes.</summary>
    public static ref Slot<TKey, TValue> Place(ref Slot<TKey, TValue> first, uint mask, ulong hash)
    {
        var i = Home(hash, mask);
        while (!Unsafe.Add(ref first, i).IsEmpty)
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
            if (slot.IsEmpty)
            {
                break;
            }

            var distanceFromHome = (i - Home(slot.Hash, mask)) & mask;
            if (distanceFromHome >= ((i - hole) & mask))
            {
                Unsafe.Add(ref first, hole) = slot;
                hole = i;
            }
        }

        Unsafe.Add(ref first, hole) = default;
    }
}
