using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Serialization;

public sealed class RecordSizeTests
{
    [Fact]
    public void Records_without_references_weigh_a_constant()
    {
        Assert.True(RecordSize<(long, int)>.IsConstant);
        Assert.Equal(16, RecordSize<(long, int)>.Of((1, 2)));
        Assert.False(RecordSize<string>.IsConstant);
    }

    [Fact]
    public void Weights_follow_what_the_heap_allocates()
    {
        Near(n => new string('x', n), RecordSize<string>.Default);
        Near(n => new byte[n], RecordSize<byte[]>.Default);
        Near(n => new Nested("a" + n, [.. Enumerable.Range(0, n).Select(i => i.ToString("D6"))]), RecordSize<Nested>.Default);
        Near(n => Enumerable.Range(0, n).Select(i => new Item(i, new byte[64])).ToList(), RecordSize<List<Item>>.Default);

        static void Near<T>(Func<int, T> make, IRecordSize<T> size)
        {
            make(10);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var value = make(500);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.InRange(size.Of(value), allocated / 4, allocated * 1.1);
        }
    }

    [Fact]
    public void Nulls_weigh_the_reference_and_cycles_end()
    {
        Assert.Equal(8, RecordSize<string?>.Of(null));
        Assert.Equal(8, RecordSize<Node?>.Of(null));
        var node = new Node();
        node.Next = node;
        Assert.InRange(RecordSize<Node>.Of(node), 24, 500 * 24 + 200);
        Assert.InRange(RecordSize<object>.Of(node), 8, 200);
    }

    [Fact]
    public void Nodes_of_a_tree_and_items_of_other_collections_are_weighed()
    {
        Assert.Equal(8 + (3 * 24), RecordSize<Node>.Of(new Node { Next = new Node { Next = new Node() } }));
        Assert.InRange(RecordSize<Queue<long>>.Of(new Queue<long>([1, 2, 3])), 24, 200);
        Assert.InRange(RecordSize<IReadOnlyList<long>>.Of(new long[1000]), 8000, 30_000);
        Assert.Equal(8, RecordSize<IReadOnlyList<long>?>.Of(null));
    }

    [Fact]
    public void Weighing_allocates_nothing()
    {
        var queue = new Queue<string>(["a"]);
        RecordSize<Queue<string>>.Of(queue);
        var nothing = GC.GetAllocatedBytesForCurrentThread();
        RecordSize<Queue<string>>.Of(queue);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - nothing);
        var value = new Nested("a", ["b", "c"]);
        RecordSize<Nested>.Of(value);
        var before = GC.GetAllocatedBytesForCurrentThread();
        RecordSize<Nested>.Of(value);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private sealed record Nested(string Name, List<string> Lines);

    private readonly record struct Item(int Id, byte[] Data);

    private sealed class Node
    {
        public Node? Next { get; set; }
    }
}
