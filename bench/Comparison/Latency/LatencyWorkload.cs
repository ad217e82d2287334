namespace ActorStream.Bench.Comparison;

/// <summary>How long events are on their way while far fewer come than could be done.</summary>
internal static class LatencyWorkload
{
    private const int Keys = KeyedSumWorkload.Keys;
    private static readonly Figure Worst = new("p99.99", "p99.99 ms");
    private static readonly Lazy<Event[]> Block = new(() => EventBlock.Make(Keys));

    internal static Workload Slow { get; } = Make("latency-100k", "Latency at 100 k events/s", 100_000);

    internal static Workload Fast { get; } = Make("latency-1m", "Latency at 1 M events/s", 1_000_000);

    private static Workload Make(string name, string title, double perSecond)
    {
        return new Workload(
            name, title,
            "From the moment at which an event was due, whether or not anybody came for it, until the end of the job: keyed sum, 1 M keys, "
                + "two cores. All are woken by a timer that sleeps a millisecond or "
                + "more, which the first row shows. Only the engine takes checkpoints, and only its last row hands events to another "
                + "thread by key.",
            [
                Of("loop", "hand loop, woken by the timer", (run, rate) => LatencyPeers.InLoopAsync(All(rate), run, Keys)),
                Of("channel", "Channel<T>, per record", (run, rate) => LatencyPeers.OverChannelAsync(All(rate), run, Keys)),
                Of("dataflow", "TPL Dataflow, per record", (run, rate) => LatencyPeers.OverDataflowAsync(All(rate), run, Keys)),
                Of("engine", "ActorStream, one slot, no checkpoints", Engine(EngineJob.OneSlot)),
                Of("engine-1s", "ActorStream, one slot, checkpoints each second", Engine(EngineJob.OneSlot.EachSecond)),
                Of("exchange-1s", "ActorStream, two slots, checkpoints each second", Engine(EngineJob.TwoSlots.EachSecond)),
            ])
        {
            Main = Worst,
            MostRounds = 2,
            Others = [new("p50", "p50"), new("p99", "p99"), new("p99.9", "p99.9"), new("most", "most")],
            Targets = [Target.AtMost(10, "engine-1s", Worst), Target.AtMost(10, "exchange-1s", Worst)],
        };

        Contestant Of(string contestant, string called, Func<LatencyRun, Rate, Task> run) => new(contestant, called, async effort =>
        {
            // What is compiled and grows does so in the warm-up.
            var warmUp = effort.Of(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1.5));
            var time = warmUp + effort.Of(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1.5));
            await RunAsync(TimeSpan.FromSeconds(0.2));
            await Rehearsal.RunAsync(effort, RunAsync);
            return (await RunAsync(time)).Outcome();

            async Task<LatencyRun> RunAsync(TimeSpan time)
            {
                var all = new LatencyRun(warmUp);
                await run(all, new Rate(perSecond, time));
                return all;
            }
        })
        {
            Cores = 2,
        };
    }

    private static DueEvents All(Rate rate) => rate.Part(Block.Value, 0, 1);

    private static Func<LatencyRun, Rate, Task> Engine(EngineJob engine) => (run, rate) =>
    {
        var parts = engine.Parallelism;
        var feeds = Enumerable.Range(0, parts).Select<int, Func<DueEvents>>(part => () => rate.Part(Block.Value, part, parts));
        return engine.RunAsync(job => job
            .From(new DueSource([.. feeds]), "events")
            .KeyBy(e => e.Key)
            .Process(() => new DueSum(), "sum")
            .Process(() => new LatencyFunction(run), "latency")
            .ForEach(_ => { }));
    };

    /// <summary>So many events in a second, for a time.</summary>
    private sealed record Rate(double PerSecond, TimeSpan Time)
    {
        /// <summary>One of several feeds that together have all of it.</summary>
        internal DueEvents Part(Event[] block, int part, int parts) => new(block, block.Length / parts * part, PerSecond / parts, Time);
    }
}
