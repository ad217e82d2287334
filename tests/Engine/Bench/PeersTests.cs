using ActorStream.Bench.Comparison;
using Xunit;

namespace ActorStream.Tests.Engine.Bench;

/// <summary>All contestants of a workload compute the same, which their checksums say also when they are measured.</summary>
public sealed class PeersTests
{
    private const int Keys = 50;
    private static readonly Event[] Block =
        [.. Enumerable.Range(0, 997).Select(i => new Event(EventBlock.KeyOf(i * 31 % Keys), 1 + (i * 7 % 8)))];

    public static TheoryData<string> Sums =>
        ["prefetch", "open-addressing", "dictionary", "faster", "rx", "channel", "channel-batches", "dataflow"];

    [Theory]
    [MemberData(nameof(Sums))]
    public async Task Running_sums_are_those_of_a_plain_loop(string name)
    {
        var (expected, sums) = (0L, new Dictionary<long, long>());
        foreach (var e in Enumerable.Range(0, 10_000).Select(i => Block[i % Block.Length]))
            expected += sums[e.Key] = sums.GetValueOrDefault(e.Key) + e.Value;
        Func<Trial, Task> run = name switch
        {
            "prefetch" => Throughput.Loop(Feed, () => new PrefetchingSums(Keys)),
            "open-addressing" => Throughput.Loop(Feed, () => new OpenAddressingSums(Keys)),
            "dictionary" => Throughput.Loop(Feed, () => new DictionarySums(Keys)),
            "faster" => Throughput.Loop(Feed, () => new FasterSums(Keys)),
            "rx" => Throughput.Loop(Feed, () => new ReactiveSums(Keys)),
            "channel" => ChannelPerRecord.Of(Feed, () => new DictionarySums(Keys)),
            "channel-batches" => ChannelOfBatches.Of(Feed, () => new PrefetchingSums(Keys)),
            _ => DataflowPerRecord.Of(Feed, () => new DictionarySums(Keys)),
        };
        Assert.Equal(expected, await CheckOf(run, 10_000));
    }

    [Fact]
    public async Task Exchanges_lose_nothing_and_keep_what_belongs_together()
    {
        var ones = Block.Select(e => e with { Value = 1 }).ToArray();
        var expected = await CheckOf(Throughput.Loop(trial => new BlockFeed(trial, ones), () => new DictionarySums(Keys)), 2 * 997 * 5);
        Feed<Event> Slot(Trial trial, int slot) => new BlockFeed(trial, ones);
        Loop<Event> Sums() => new DictionarySums(Keys);
        foreach (var run in new Func<Trial, Task>[]
        {
            new HandExchange(1024, Slot, Sums).RunAsync, new HandExchange(3, Slot, Sums).RunAsync,
            new ChannelExchange(64, Slot, Sums).RunAsync, new ChannelExchange(1, Slot, Sums).RunAsync, DataflowExchange.Of(Slot, Sums),
        })
        {
            Assert.Equal(expected, await CheckOf(run, 997 * 5));
        }
    }

    [Fact]
    public async Task Windows_of_all_loops_are_the_same()
    {
        var tumbling = await Distinct(
            () => new TumblingTable(Keys),
            () => new TumblingDictionary(Keys),
            () => new KeyAndWindowLoop(Keys, 1),
            () => new ReactiveTumbling(Keys));
        Assert.Single(tumbling);
        var sliding = await Distinct(
            () => new SlidingTotals(Keys, 7), () => new SlidingMerged(Keys, 7), () => new KeyAndWindowLoop(Keys, 7));
        Assert.Single(sliding);
        Assert.NotEqual(tumbling, sliding);
    }

    private static async Task<HashSet<long>> Distinct(params Func<Loop<TimedEvent>>[] loops)
    {
        var checks = new HashSet<long>();
        foreach (var loop in loops) checks.Add(await CheckOf(Throughput.Loop(trial => new TimedFeed(trial, Block, 300), loop), 5_000));
        return checks;
    }

    private static Feed<Event> Feed(Trial trial) => new BlockFeed(trial, Block);

    private static async Task<long> CheckOf(Func<Trial, Task> run, long events)
    {
        var trial = Trial.OfEvents(events);
        await run(trial);
        return trial.Check;
    }
}
