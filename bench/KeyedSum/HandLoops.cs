using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace ActorStream.Bench.KeyedSum;

/// <summary>What a careful person writes without an engine, on one core.</summary>
internal static class HandLoops
{
    /// <summary><see cref="Dictionary{TKey, TValue}"/>, sized beforehand, one look-up per record.</summary>
    internal static Steady Dictionary(long warmUp, long records)
    {
        var steady = new Steady(warmUp, records);
        var sums = new Dictionary<long, long>(Events.Keys);
        for (long done = 0; done < records; done += Events.Block.Length)
        {
            foreach (ref readonly var e in Events.Block.AsSpan(0, (int)Math.Min(Events.Block.Length, records - done)))
            {
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, e.Key, out _);
                sum += e.Value;
                steady.Take(sum);
            }
        }

        return steady;
    }

    /// <summary>Open addressing with linear probing at half load; the slot of the record 16 ahead is prefetched.</summary>
    internal static unsafe Steady OpenAddressing(long warmUp, long records)
    {
        const int Slots = 1 << 21;
        const int Ahead = 16;
        var steady = new Steady(warmUp, records);
        var table = (Slot*)NativeMemory.AlignedAlloc((nuint)Slots * (nuint)sizeof(Slot), 64);
        NativeMemory.Clear(table, (nuint)Slots * (nuint)sizeof(Slot));
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
                var slot = SlotOf(e.Key);
                while (table[slot].Key != e.Key)
                {
                    // 0 marks an empty slot: the workload has no key 0.
                    if (table[slot].Key == 0)
                    {
                        table[slot].Key = e.Key;
                        break;
                    }

                    slot = (slot + 1) & (Slots - 1);
                }

                steady.Take(table[slot].Sum += e.Value);
            }
        }

        NativeMemory.AlignedFree(table);
        return steady;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static long SlotOf(long key) => (long)((ulong)key * 0xD6E8FEB86659FD93 >> 43);
    }

    private struct Slot
    {
        internal long Key;
        internal long Sum;
    }
}
