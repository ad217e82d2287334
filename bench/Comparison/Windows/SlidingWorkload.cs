namespace ActorStream.Bench.Comparison;

/// <summary>Sums of windows each of which shares all but a second with the next.</summary>
internal static class SlidingWorkload
{
    private const int Keys = 10_000;
    private const int Seconds = 60;
    private const long EventsPerSecond = 100_000;
    private static readonly Lazy<Event[]> Block = new(() => EventBlock.Make(Keys));
    private static readonly WindowAssigner Windows = SlidingWindows.Of(TimeSpan.FromSeconds(Seconds), TimeSpan.FromSeconds(1));

    internal static Workload Workload { get; } = new(
        "sliding", "Sliding sum of 60 s by 1 s, 10 k keys",
        "One core each. A hundred thousand events are a second of event time. System.Reactive and TPL Dataflow have nothing for it that "
            + "would not be one of the loops again.",
        [
            Of("totals", "hand loop, adds and takes away", Called(() => new SlidingTotals(Keys, Seconds))),
            Of("merged", "hand loop, adds 60 slices", Called(() => new SlidingMerged(Keys, Seconds))),
            Of("key-and-window", "hand loop, (key, window) map with timers, as Flink", Called(() => new KeyAndWindowLoop(Keys, Seconds))),
            Of("engine", "ActorStream, no checkpoints", WindowSums.Job(Feed, Windows, EngineJob.OneSlot)),
            Of("engine-1s", "ActorStream, checkpoints each second", WindowSums.Job(Feed, Windows, EngineJob.OneSlot.EachSecond)),
        ])
    {
        References = ["merged", "key-and-window"],
    };

    private static Feed<TimedEvent> Feed(Trial trial) => new TimedFeed(trial, Block.Value, EventsPerSecond);

    private static Func<Trial, Task> Called(Func<Loop<TimedEvent>> loop) => Throughput.Loop(Feed, loop);

    // Seventy seconds of event time, so that the first windows are full before anything is measured.
    private static Contestant Of(string name, string title, Func<Trial, Task> run) =>
        new(name, title, Throughput.Of(250_000, 7_000_000, run));
}
