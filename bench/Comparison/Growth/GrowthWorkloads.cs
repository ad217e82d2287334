namespace ActorStream.Bench.Comparison;

/// <summary>How the cost of a keyed sum grows.</summary>
internal static class GrowthWorkloads
{
    private const string HandLoop = "hand loop, prefetch";
    private const string Engine = "ActorStream";
    private const string EachSecond = "ActorStream, 1 s";

    internal static Workload Keys { get; } = new(
        "growth-keys", "Keyed running sum by number of keys", "One core. The engine takes a checkpoint each second.",
        [.. new[] { 1_000, 10_000, 100_000, 1_000_000, 10_000_000 }.SelectMany(keys => new[]
        {
            Of($"hand-{keys}", HandLoop, keys, keys, Throughput.Loop(Feed(keys), () => new PrefetchingSums(keys))),
            Of($"engine-{keys}", EachSecond, keys, keys, KeyedSumWorkload.Engine(Feed(keys), EngineJob.OneSlot.EachSecond)),
        })])
    {
        Axis = "keys",
        MostRounds = 1,
    };

    internal static Workload Intervals { get; } = new(
        "growth-interval", "Keyed running sum by checkpoint interval", "One core, 1 M keys, nearly all of which change between two "
            + "checkpoints.",
        [.. new[] { 0.1, 0.3, 1, 3 }.Select(seconds =>
        {
            var engine = EngineJob.OneSlot with { Interval = TimeSpan.FromSeconds(seconds) };
            var job = KeyedSumWorkload.Engine(Feed(KeyedSumWorkload.Keys), engine);
            return Of($"interval-{seconds}", Engine, seconds, KeyedSumWorkload.Keys, job);
        })])
    {
        Axis = "seconds between checkpoints",
        MostRounds = 1,
    };

    internal static Workload Slots { get; } = new(
        "growth-slots", "Keyed running sum by parallelism, on two cores", "1 M keys, full exchange: with more slots than cores, what they "
            + "cost.",
        [.. new[] { 1, 2, 4, 8 }.SelectMany(slots =>
        {
            var engine = EngineJob.OneSlot with { Parallelism = slots };
            return new[]
            {
                Of($"slots-{slots}", Engine, slots, KeyedSumWorkload.Keys, ExchangeWorkload.Engine(engine), slots),
                Of($"slots-{slots}-1s", EachSecond, slots, KeyedSumWorkload.Keys, ExchangeWorkload.Engine(engine.EachSecond), slots),
            };
        })])
    {
        Axis = "slots",
        MostRounds = 1,
    };

    private static Func<Trial, Feed<Event>> Feed(int keys)
    {
        var block = new Lazy<Event[]>(() => EventBlock.Make(keys));
        return trial => new BlockFeed(trial, block.Value);
    }

    // Checksums differ from point to point, so none is compared; the same programs are in the other workloads.
    private static Contestant Of(string name, string series, double at, int keys, Func<Trial, Task> run, int? slots = null) => new(
        name,
        $"{series}: {LineChart.Short(at)}",
        async effort => await Throughput.Of(1_000_000, Math.Max(4_000_000, 2 * keys), run)(effort) with { Check = null })
    {
        Cores = slots is null ? 1 : 2,
        Point = (series, at),
    };
}
