using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Heap;

/// <summary>The unsafe parts under two threads: the owner changes its table while writers read and release what was frozen.</summary>
public sealed class PagedTableStressTests
{
    private const int Keys = 60_000;
    private const int Rounds = 12;

    [Fact]
    public async Task Snapshots_hold_still_while_the_owner_goes_on()
    {
        using var memory = new HeapMemory(long.MaxValue);
        using (var table = new PagedTable<int, (long, long)>(HashRange.All, memory))
        {
            await RunAsync(table, (round, key) => (round, key), value => value.Item1, value => value.Item2);
        }

        Assert.Equal(0, memory.UsedBytes);
    }

    [Fact]
    public async Task Snapshots_of_managed_pages_hold_still_too()
    {
        using var table = new PagedTable<int, Tuple<long, long>>(HashRange.All, new HeapMemory(long.MaxValue));
        await RunAsync(table, Tuple.Create, value => value.Item1, value => value.Item2);
    }

    /// <summary>
    /// In round r every key of its half (odd or even, by turns) is removed or set to r, in scattered order; the table frozen before round r
    /// therefore holds rounds r-1 and r-2 only.
    /// </summary>
    private static async Task RunAsync<TValue>(
        PagedTable<int, TValue> table, Func<long, long, TValue> make, Func<TValue, long> roundOf, Func<TValue, long> keyOf)
    {
        var hasher = KeyHash.For<int>();
        var writers = new List<Task>();
        for (var round = 0; round < Rounds; round++)
        {
            var frozen = table.Freeze();
            var expectedCount = table.Count;
            var expectedRound = round;
            writers.Add(Task.Run(() =>
            {
                using (frozen)
                {
                    Read(frozen, expectedRound, expectedCount, roundOf, keyOf);
                }
            }));

            for (var i = 0; i < Keys / 2; i++)
            {
                var key = (int)((i * 7919L % (Keys / 2) * 2) + (round % 2));
                if ((i + round) % 10 == 0)
                {
                    table.Remove(hasher.Hash(key), key);
                }
                else
                {
                    table.GetOrAdd(hasher.Hash(key), key, out _) = make(round, key);
                }
            }
        }

        await Task.WhenAll(writers);
    }

    private static void Read<TValue>(
        FrozenTable<int, TValue> frozen, int round, long count, Func<TValue, long> roundOf, Func<TValue, long> keyOf)
    {
        ulong last = 0;
        long seen = 0;
        while (frozen.MoveNext())
        {
            ref readonly var slot = ref frozen.Entry;
            Assert.True(frozen.EntryHash > last);
            Assert.Equal(slot.Key, keyOf(slot.Value));
            Assert.InRange(roundOf(slot.Value), round - 2, round - 1);
            last = frozen.EntryHash;
            seen++;
        }

        Assert.Equal(count, seen);
    }
}
