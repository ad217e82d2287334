namespace ActorStream.Bench.Comparison;

/// <summary>A running sum per key on one core: the look-up is nearly all there is to it.</summary>
internal static class KeyedSumWorkload
{
    internal const int Keys = 1_000_000;
    private const long Check = 2_000_000;
    private const long WarmUp = 4_000_000;

    internal static Workload Uniform { get; } = Make("keyed-sum", "Keyed running sum, 1 M keys, uniform", () => EventBlock.Make(Keys));

    internal static Workload ByChance { get; } =
        Make("keyed-sum-chance", "Keyed running sum, 1 M keys drawn from all longs", () => EventBlock.MakeByChance(Keys));

    internal static Workload Zipf { get; } = Make("keyed-sum-zipf", "Keyed running sum, 1 M keys, Zipf 0.99", () => EventBlock.Make(Keys, 0.99));

    /// <summary>The job.</summary>
    internal static Func<Trial, Task> Engine(Func<Trial, Feed<Event>> feed, EngineJob engine) => async trial =>
    {
        var tally = new Tally();
        await engine.RunAsync(job => job
            .From(new FeedSource<Event>(() => feed(trial)), "events")
            .KeyBy(e => e.Key)
            .Process(() => new RunningSum(), "sum")
            .ForEach(tally.Take));
        trial.Add(tally.Sum);
    };

    private static Workload Make(string name, string title, Func<Event[]> events)
    {
        var block = new Lazy<Event[]>(events);
        return new Workload(
            name, title,
            "One core each, by affinity: for the engine its coordinator, its checkpoints and the garbage collector included; with two "
                + "cores, the records have one of them still.",
            [
                Of("prefetch", "hand loop, open addressing, prefetch", Called(() => new PrefetchingSums(Keys))),
                Of("open-addressing", "hand loop, open addressing", Called(() => new OpenAddressingSums(Keys))),
                Of("dictionary", "hand loop, Dictionary", Called(() => new DictionarySums(Keys))),
                Of("engine", "ActorStream, no checkpoints", Engine(Feed, EngineJob.OneSlot)),
                Of("engine-1s", "ActorStream, checkpoints each second", Engine(Feed, EngineJob.OneSlot.EachSecond)),
                Of("engine-1s-2cores", "ActorStream, checkpoints each second, 2 cores",
                    Engine(Feed, EngineJob.OneSlot.EachSecond)) with { Cores = 2 },
                Of("channel-batches", "Channel<T>, batches of 1,024, prefetch", ChannelOfBatches.Of(Feed, () => new PrefetchingSums(Keys))),
                Of("channel", "Channel<T>, per record", ChannelPerRecord.Of(Feed, () => new DictionarySums(Keys))),
                Of("dataflow", "TPL Dataflow, per record", DataflowPerRecord.Of(Feed, () => new DictionarySums(Keys))),
                Of("faster", "FASTER, read-modify-write", Called(() => new FasterSums(Keys))),
                Of("rx", "System.Reactive, GroupBy and Scan", Called(() => new ReactiveSums(Keys))),
            ])
        {
            References = ["prefetch", "dictionary"],
            Targets =
            [
                Target.AtLeast(0.5, "engine-1s", "prefetch"),
                Target.AtLeast(1, "engine-1s", "dictionary"),
                Target.AtLeast(10, "engine-1s", "rx"),
                Target.AtLeast(10, "engine-1s", "dataflow"),
                Target.AtLeast(10, "engine-1s", "faster"),
                Target.AtLeast(0.95, "engine-1s", "engine"),
            ],
        };

        Feed<Event> Feed(Trial trial) => new BlockFeed(trial, block.Value);

        Func<Trial, Task> Called(Func<Loop<Event>> loop) => Throughput.Loop(Feed, loop);

        static Contestant Of(string name, string title, Func<Trial, Task> run) => new(name, title, Throughput.Of(Check, WarmUp, run));
    }
}
