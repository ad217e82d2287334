namespace ActorStream.Bench.Comparison;

/// <summary>The engine's aggregate: a sum per key and window.</summary>
internal sealed class WindowSums : IWindowAggregate<TimedEvent, long, long, long>, IWindowMerge<long>
{
    public long Create() => 0;

    public void Add(ref long acc, TimedEvent record) => acc += record.Value;

    public long Result(long key, TimeWindow window, in long acc) => WindowResult.CheckOf(key, window.End.UtcTicks, acc);

    public void Merge(ref long acc, in long other) => acc += other;

    /// <summary>The job.</summary>
    internal static Func<Trial, Task> Job(Func<Trial, Feed<TimedEvent>> feed, WindowAssigner windows, EngineJob engine) => async trial =>
    {
        var tally = new Tally();
        await engine.RunAsync(job => job
            .From(new FeedSource<TimedEvent>(() => feed(trial)), "events")
            .WithWatermarks(e => e.Time, outOfOrder: TimeSpan.Zero)
            .KeyBy(e => e.Key)
            .Window(windows)
            .Aggregate(new WindowSums(), "sums")
            .ForEach(tally.Take));
        trial.Add(tally.Sum);
    };
}
