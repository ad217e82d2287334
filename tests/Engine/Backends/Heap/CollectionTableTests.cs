using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Heap;

/// <summary>What the contract of backends cannot see: what a snapshot of large collections costs.</summary>
public sealed class CollectionTableTests
{
    private const int Many = 200_000;
    private const long FewBytes = 64 * 1024;

    [Fact]
    public void Neither_a_snapshot_nor_the_first_change_after_it_copies_a_collection()
    {
        using var backend = new HeapStateBackend<string>(HashRange.All, new HeapMemory(long.MaxValue));
        var map = backend.Bind(new MapStateDescriptor<int, long>("map"));
        var list = backend.Bind(new ListStateDescriptor<long>("list"));
        backend.SetCurrent("a", KeyHash.For<string>().Hash("a"));
        for (var i = 0; i < Many; i++)
        {
            map.Set(i, i);
            list.Add(i);
        }

        using var warm = backend.BeginSnapshot(1, on: null);
        map.Set(1, 1);
        list.Add(1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        using var snapshot = backend.BeginSnapshot(2, on: null);
        map.Set(Many / 2, -1);
        map.Remove(3);
        list.Add(-1);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FewBytes);
    }

    [Fact]
    public void An_object_in_a_collection_is_copied_alone()
    {
        using var backend = new HeapStateBackend<string>(HashRange.All, new HeapMemory(long.MaxValue));
        var map = backend.Bind(new MapStateDescriptor<int, List<int>>("map"));
        backend.SetCurrent("a", KeyHash.For<string>().Hash("a"));
        var original = new List<int> { 1 };
        for (var i = 0; i < 1000; i++)
        {
            map.Set(i, i == 500 ? original : [i]);
        }

        Assert.True(map.TryGet(500, out var same));
        Assert.Same(original, same);
        map.TryGet(499, out var neighbour);
        using var snapshot = backend.BeginSnapshot(1, on: null);
        Assert.True(map.TryGet(500, out var copy));
        Assert.NotSame(original, copy);
        Assert.Equal(original, copy);
        Assert.True(map.TryGet(500, out var again));
        Assert.Same(copy, again);
        map.TryGet(499, out var copiedNeighbour);
        Assert.NotSame(neighbour, copiedNeighbour);
        Assert.True(map.TryGet(500, out again));
        Assert.Same(copy, again);
        Assert.True(map.Remove(499));
        map.Set(499, []);
        Assert.True(map.TryGet(500, out again));
        Assert.Same(copy, again);
    }
}
