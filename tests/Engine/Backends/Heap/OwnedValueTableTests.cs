using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Heap;

/// <summary>Nothing that was frozen is shared with the living state, however the value is reached.</summary>
public sealed class OwnedValueTableTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mutable_value_is_copied_at_the_first_access_after_a_snapshot(bool byFind)
    {
        using var table = Create<List<int>>();
        table.GetOrAdd(8, "a", out _) = [1];
        using var first = Contents<List<int>>.Of(table);
        Reach(table, byFind).Add(2);
        using var second = Contents<List<int>>.Of(table);
        Reach(table, byFind).Add(3);
        Reach(table, byFind).Add(4);

        Assert.Equal([1], first.Read()["a"]);
        Assert.Equal([1, 2], second.Read()["a"]);
        Assert.Equal([1, 2, 3, 4], table.Find(8, "a"));
    }

    [Fact]
    public void Between_snapshots_a_value_stays_the_same_object()
    {
        using var table = Create<List<int>>();
        table.GetOrAdd(8, "a", out _) = [];
        table.Freeze(0).Dispose();
        var after = table.GetOrAdd(8, "a", out _);
        Assert.Same(after, table.Find(8, "a"));
        Assert.Same(after, table.GetOrAdd(8, "a", out _));
    }

    [Fact]
    public void A_struct_that_holds_a_mutable_object_is_copied_too()
    {
        using var table = Create<(int Count, int[] Items)>();
        table.GetOrAdd(8, "a", out _) = (1, [1]);
        using var frozen = Contents<(int Count, int[] Items)>.Of(table);
        table.GetOrAdd(8, "a", out _).Items[0] = 99;
        Assert.Equal([1], frozen.Read()["a"].Items);
    }

    [Fact]
    public void An_immutable_object_is_shared()
    {
        using var table = Create<string>();
        var text = new string('x', 3);
        table.GetOrAdd(8, "a", out _) = text;
        table.Freeze(0).Dispose();
        Assert.Same(text, table.GetOrAdd(8, "a", out _));
    }

    private static ValueTable<string, T> Create<T>() =>
        ValueTable<string, T>.Create(HashRange.All, new HeapMemory(long.MaxValue), new SnapshotIntervals(isTracked: true), Codecs.For<string>(), Codecs.For<T>());

    private static List<int> Reach(ValueTable<string, List<int>> table, bool byFind) =>
        byFind ? table.Find(8, "a") : table.GetOrAdd(8, "a", out _);

    /// <summary>What a frozen table writes, read back.</summary>
    private sealed class Contents<T>(FrozenEntries frozen) : IDisposable
    {
        public static Contents<T> Of(ValueTable<string, T> table) => new(table.Freeze(0));

        public Dictionary<string, T> Read()
        {
            var block = new SnapshotBlockBuilder();
            while (frozen.TryWriteNext(block))
            {
            }

            var entries = new Dictionary<string, T>();
            var reader = new RecordReader(block.Bytes);
            while (reader.Remaining > 0)
            {
                reader.ReadUInt64();
                reader.ReadInt32();
                entries.Add(Codecs.For<string>().Read(reader), Codecs.For<T>().Read(reader));
            }

            return entries;
        }

        public void Dispose() => frozen.Dispose();
    }
}
