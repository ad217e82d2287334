namespace ActorStream.Bench.Comparison;

/// <summary>Sums of windows that do not overlap.</summary>
internal static class TumblingWorkload
{
    private const int Keys = 100_000;
    private const long EventsPerSecond = 1_000_000;
    private static readonly Lazy<Event[]> Block = new(() => EventBlock.Make(Keys));
    private static readonly WindowAssigner Windows = TumblingWindows.Of(TimeSpan.FromSeconds(1));

    internal static Workload Workload { get; } = new(
        "tumbling", "Tumbling one-second sum, 100 k keys",
        "One core each. A million events are a second of event time, so of eleven events in and out one is a result. Events are in order; "
            + "the engine allows for none that is late.",
        [
            Of("table", "hand loop, open addressing, prefetch", Called(() => new TumblingTable(Keys))),
            Of("dictionary", "hand loop, Dictionary per window", Called(() => new TumblingDictionary(Keys))),
            Of("key-and-window", "hand loop, (key, window) map with timers, as Flink", Called(() => new KeyAndWindowLoop(Keys, 1))),
            Of("engine", "ActorStream, no checkpoints", WindowSums.Job(Feed, Windows, EngineJob.OneSlot)),
            Of("engine-1s", "ActorStream, checkpoints each second", WindowSums.Job(Feed, Windows, EngineJob.OneSlot.EachSecond)),
            Of("channel-batches", "Channel<T>, batches of 1,024, prefetch", ChannelOfBatches.Of(Feed, () => new TumblingTable(Keys))),
            Of("dataflow", "TPL Dataflow, per record", DataflowPerRecord.Of(Feed, () => new TumblingDictionary(Keys))),
            Of("rx", "System.Reactive, Window and GroupBy", Called(() => new ReactiveTumbling(Keys))),
        ])
    {
        References = ["table", "key-and-window"],
        Targets =
        [
            Target.AtLeast(0.5, "engine-1s", "table"),
            Target.AtLeast(1, "engine-1s", "key-and-window"),
            Target.AtLeast(0.95, "engine-1s", "engine"),
        ],
    };

    private static Feed<TimedEvent> Feed(Trial trial) => new TimedFeed(trial, Block.Value, EventsPerSecond);

    private static Func<Trial, Task> Called(Func<Loop<TimedEvent>> loop) => Throughput.Loop(Feed, loop);

    private static Contestant Of(string name, string title, Func<Trial, Task> run) =>
        new(name, title, Throughput.Of(2_500_000, 4_000_000, run));
}
