using ActorStream.Actors;
using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators.Windows;

public sealed class SlidingPanesTests
{
    private const int Keys = 5_000;

    [Fact]
    public void What_is_merged_counts_towards_the_memory_of_state_and_is_given_back()
    {
        using var memory = new HeapMemory(long.MaxValue);
        var (backend, panes) = Filled(memory);
        var before = memory.UsedBytes;

        panes.MoveTo(0, 2);

        // A key with two accumulators and its place in a bucket; an accumulator of the slice.
        Assert.InRange(memory.UsedBytes - before, Keys * (6 + 2) * sizeof(long), Keys * (6 + 2) * sizeof(long) * 4);
        panes.Dispose();
        Assert.Equal(before, memory.UsedBytes);
        backend.Dispose();
    }

    [Fact]
    public void What_does_not_fit_into_the_memory_of_state_is_refused()
    {
        using var unlimited = new HeapMemory(long.MaxValue);
        using var memory = new HeapMemory(UsedBySlices(unlimited) + 100_000);
        var (backend, panes) = Filled(memory);

        Assert.Throws<StateMemoryExceededException>(() => panes.MoveTo(0, 2));

        panes.Dispose();
        backend.Dispose();
    }

    private static long UsedBySlices(HeapMemory memory)
    {
        var (backend, _) = Filled(memory);
        var used = memory.UsedBytes;
        backend.Dispose();
        return used;
    }

    private static (HeapStateBackend<long> Backend, SlidingPanes<long, long, long, long> Panes) Filled(HeapMemory memory)
    {
        var backend = new HeapStateBackend<long>(HashRange.All, memory);
        var slices = backend.Slices(new SliceStateDescriptor<long>("window"));
        var (keys, hashes) = (Enumerable.Range(1, Keys).Select(static key => (long)key).ToArray(), new ulong[Keys]);
        KeyHash.For<long>().Hash(keys, hashes);
        for (var i = 0; i < Keys; i++) slices.GetOrAdd(1, keys[i], hashes[i], out _) = 1;
        return (backend, new SlidingPanes<long, long, long, long>(slices, slicesPerWindow: 2, HashRange.All, new Sums(), memory));
    }

    private sealed class Sums : IWindowAggregate<long, long, long, long>, IWindowMerge<long>
    {
        public long Create() => 0;

        public void Add(ref long acc, long record) => acc += record;

        public long Result(long key, TimeWindow window, in long acc) => acc;

        public void Merge(ref long acc, in long other) => acc += other;
    }
}
