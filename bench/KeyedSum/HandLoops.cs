using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace ActorStream.Bench.KeyedSum;

/// <summary>What a careful person writes without an engine. Each answers the sum of all running sums, so that all did the same work.</summary>
internal static class HandLoops
{
    internal static long Dictionary(long records)
    {
        var sums = new Dictionary<long, long>(Events.Keys);
        long check = 0;
        for (long done = 0; done < records; done += Events.Block.Length)
        {
            var span = Events.Block.AsSpan(0, (int)Math.Min(Events.Block.Length, records - done));
            foreach (ref readonly var e in span)
            {
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, e.Key, out _);
                sum += e.Value;
                check += sum;
            }
        }

        return check;
    }

    /// <summary>Open addressing with linear probing at half load; the slot of the record 16 ahead is prefetched.</summary>
    internal static unsafe long OpenAddressing(long records)
    {
        const int Slots = 1 << 21;
        const int Ahead = 16;
        var table = (Slot*)NativeMemory.AlignedAlloc((nuint)Slots * (nuint)sizeof(Slot), 64);
        NativeMemory.Clear(table, (nuint)Slots * (nuint)sizeof(Slot));
        long check = 0;
        for (long done = 0; done < records; done += Events.Block.Length)
        {
            var span = Events.Block.AsSpan(0, (int)Math.Min(Events.Block.Length, records - done));
            for (var i = 0; i < span.Length; i++)
            {
                if (i + Ahead < span.Length && Sse.IsSupported)
                {
                    Sse.Prefetch0(table + SlotOf(span[i + Ahead].Key));
                }

                ref readonly var e = ref span[i];
                // Key 0 marks an empty slot; it takes part as key 1 of a value that the workload never draws otherwise.
                var key = e.Key == 0 ? 1 : e.Key;
                var slot = SlotOf(e.Key);
                while (table[slot].Key != key)
                {
                    if (table[slot].Key == 0)
                    {
                        table[slot].Key = key;
                        break;
                    }

                    slot = (slot + 1) & (Slots - 1);
                }

                check += table[slot].Sum += e.Value;
            }
        }

        NativeMemory.AlignedFree(table);
        return check;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static long SlotOf(long key) => (long)((ulong)key * 0xD6E8FEB86659FD93 >> 43);
    }

    private struct Slot
    {
        internal long Key;
        internal long Sum;
    }
}
