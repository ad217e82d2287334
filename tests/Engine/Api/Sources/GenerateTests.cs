using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Api.Sources;

public sealed class GenerateTests
{
    private const int Count = 1003;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8)]
    [InlineData(3, 8)]
    [InlineData(3, 2)]
    public void Each_number_comes_once_whatever_the_splits_and_the_parallelism(int parallelism, int splits)
    {
        var store = new MemoryStore<long>();
        JobSimulation.Run(
            job => job.From(Generate.Numbers(Count, splits), uid: "numbers").WithParallelism(parallelism)
                .To(new MemorySink<long>(store = new()), uid: "out"),
            seeds: 1..5,
            check: _ => Assert.Equal(Enumerable.Range(0, Count).Select(number => (long)number), store.Committed.Order()));
    }

    [Fact]
    public void Items_of_a_list_come_in_their_order()
    {
        var store = new MemoryStore<string>();
        JobSimulation.Run(
            job => job.From(["a", "b", "c"], uid: "letters").To(new MemorySink<string>(store = new()), uid: "out"),
            seeds: 1..3,
            check: _ => Assert.Equal(["a", "b", "c"], store.Committed));
    }

    [Fact]
    public async Task Another_number_of_splits_is_refused()
    {
        var split = (await Generate.Numbers(10, 4).DiscoverAsync(new HashSet<string>(), null!, default))[1];
        Assert.Equal(new GeneratedSplit(1, 1, 4), split);
        var error = await Assert.ThrowsAsync<IOException>(() => Generate.Numbers(10, 5).OpenAsync(split, null!, default).AsTask());
        Assert.Contains("generated in 4 splits and are in 5 now", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_are_printed_a_line_each()
    {
        var lines = new StringWriter();
        JobSimulation.Run(job => job.From([1, 2, 3], uid: "numbers").Print(lines), seeds: 1..1, check: static _ => { });
        Assert.StartsWith("1\n2\n3\n", lines.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
