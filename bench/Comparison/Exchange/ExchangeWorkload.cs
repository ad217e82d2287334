namespace ActorStream.Bench.Comparison;

/// <summary>A keyed sum by two slots, each of which gets half of its events from the other.</summary>
internal static class ExchangeWorkload
{
    private const int Keys = KeyedSumWorkload.Keys;
    private const int Check = 2_000_000;
    private static readonly Lazy<Event[]> Block = new(() => EventBlock.MakeOnes(Keys));

    private static readonly Func<Trial, Task> Hand = new HandExchange(1024, Feed, () => new PrefetchingSums(Keys)).RunAsync;

    internal static Workload Workload { get; } = new(
        "exchange", "Keyed running sum, two slots, full exchange",
        "Two cores, two feeds, each event goes to the slot that owns its key. All values are one: sums would else depend on whose events "
            + "come first.",
        [
            Of("hand", "hand-written exchange, batches of 1,024", Hand),
            Of("hand-32", "hand-written exchange, batches of 32", new HandExchange(32, Feed, () => new OpenAddressingSums(Keys)).RunAsync),
            Of("engine", "ActorStream, no checkpoints", Engine(EngineJob.TwoSlots)),
            Of("engine-1s", "ActorStream, checkpoints each second", Engine(EngineJob.TwoSlots.EachSecond)),
            Of("channel-batches", "Channel<T>, batches of 1,024", OverChannels(1024)),
            Of("channel", "Channel<T>, per record", OverChannels(1)),
            Of("dataflow", "TPL Dataflow, per record", DataflowExchange.Of(Feed, () => new OpenAddressingSums(Keys))),
        ])
    {
        References = ["hand", "channel-batches"],
        Targets = [Target.AtLeast(0.6, "engine-1s", "hand"), Target.AtLeast(0.95, "engine-1s", "engine")],
        Others = [Figure.Allocated, Figure.Cores],
    };

    /// <summary>What the same costs where there is only one core, and how much two are faster.</summary>
    internal static Workload Scaling { get; } = new(
        "scaling", "One core to two", "The same keyed sum with one slot on one core, and with two slots, a full exchange between them, on "
            + "two. Ratios are to the same program on one core.",
        [
            Of("hand-1", "hand loop, one core", Throughput.Loop(trial => Feed(trial, 0), () => new PrefetchingSums(Keys)), slots: 1),
            Of("hand-2", "hand-written exchange, two cores", Hand),
            Of("engine-1", "ActorStream, checkpoints each second, one core", Engine(EngineJob.OneSlot.EachSecond), slots: 1),
            Of("engine-2", "ActorStream, checkpoints each second, two cores", Engine(EngineJob.TwoSlots.EachSecond)),
        ])
    {
        References = ["hand-1", "engine-1"],
    };

    private static Func<Trial, Task> OverChannels(int records) =>
        new ChannelExchange(records, Feed, () => new PrefetchingSums(Keys)).RunAsync;

    /// <summary>The job: as many splits as slots.</summary>
    internal static Func<Trial, Task> Engine(EngineJob engine) => trial => engine.RunAsync(job => job
        .From(FeedSource<Event>.Of(engine.Parallelism, slot => Feed(trial, slot)), "events")
        .KeyBy(e => e.Key)
        .Process(() => new RunningSum(), "sum")
        .Process(() => new TallyFunction(trial), "tally")
        .ForEach(_ => { }));

    /// <summary>Feeds begin apart: for the checksum, the second behind the last event of the first, so that both together give what one
    /// alone would.</summary>
    private static Feed<Event> Feed(Trial trial, int slot) =>
        new BlockFeed(trial, Block.Value, slot * (int)Math.Min(trial.Limit, EventBlock.Length / 2));

    private static Contestant Of(string name, string title, Func<Trial, Task> run, int slots = 2) =>
        new(name, title, Throughput.Of(Check / slots, 4_000_000, run)) { Cores = slots };
}
