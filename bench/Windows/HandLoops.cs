using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorStream.Bench.Windows;

/// <summary>Tumbling sums as somebody writes them without an engine, on one core.</summary>
internal static class HandLoops
{
    /// <summary>As Flink keeps windows: a map by key and window, and a timer for each in a queue by time.</summary>
    internal static Steady KeysAndTimers(Events events, long window, long warmUp, long records)
    {
        var steady = new Steady(warmUp, records);
        var sums = new Dictionary<(long Key, long Window), long>();
        var timers = new PriorityQueue<(long Key, long Window), long>();
        for (long number = 0; number < records; number++)
        {
            ref readonly var e = ref events.Block[number % events.Block.Length];
            var time = events.TimeOf(number);
            while (timers.TryPeek(out var due, out var end) && end <= time)
            {
                timers.Dequeue();
                sums.Remove(due, out var sum);
                steady.Take(sum);
            }

            var start = time - (time % window);
            ref var acc = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (e.Key, start), out var isKnown);
            if (!isKnown)
            {
                timers.Enqueue((e.Key, start), start + window);
            }

            acc += e.Value;
            if ((number & 1023) == 1023)
            {
                steady.Read(number + 1);
            }
        }

        steady.Read(records);
        foreach (var sum in sums.Values)
        {
            steady.Take(sum);
        }

        return steady;
    }

    /// <summary>One table for the window that is open, by open addressing with linear probing at half load; read and cleared when it ends.</summary>
    internal static Steady OpenAddressing(Events events, long window, long warmUp, long records)
    {
        var steady = new Steady(warmUp, records);
        var bits = 65 - (int)ulong.LeadingZeroCount((ulong)events.Keys);
        var table = new Slot[1 << bits];
        var end = long.MinValue;
        for (long number = 0; number < records; number++)
        {
            ref readonly var e = ref events.Block[number % events.Block.Length];
            var time = events.TimeOf(number);
            if (time >= end)
            {
                Emit(table, steady);
                end = time - (time % window) + window;
            }

            ref var slot = ref Find(table, 64 - bits, e.Key);
            slot.Key = e.Key;
            slot.Sum += e.Value;
            if ((number & 1023) == 1023)
            {
                steady.Read(number + 1);
            }
        }

        steady.Read(records);
        Emit(table, steady);
        return steady;
    }

    private static void Emit(Slot[] table, Steady steady)
    {
        foreach (ref readonly var slot in table.AsSpan())
        {
            // 0 marks an empty slot: the workload has no key 0.
            if (slot.Key != 0)
            {
                steady.Take(slot.Sum);
            }
        }

        Array.Clear(table);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Slot Find(Slot[] table, int shift, long key)
    {
        var at = (int)((ulong)key * 0xD6E8FEB86659FD93 >> shift);
        while (table[at].Key != key && table[at].Key != 0)
        {
            at = (at + 1) & (table.Length - 1);
        }

        return ref table[at];
    }

    private struct Slot
    {
        internal long Key;
        internal long Sum;
    }
}
