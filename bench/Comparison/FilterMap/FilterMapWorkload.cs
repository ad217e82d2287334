namespace ActorStream.Bench.Comparison;

/// <summary>Nothing but passing records on: what an engine costs by itself.</summary>
internal static class FilterMapWorkload
{
    private static readonly Lazy<Event[]> Block = new(() => EventBlock.Make(KeyedSumWorkload.Keys));

    internal static Workload Workload { get; } = new(
        "filter-map", "Filter and map", "One core each. Half of the events pass, in no order. The reference writes what passes into "
            + "batches of 1,024 without branches, and hands each to a consumer.",
        [
            Of("batches", "hand loop into batches", Called(() => new FilterMapIntoBatches())),
            Of("engine", "ActorStream, no checkpoints", Engine(EngineJob.OneSlot)),
            Of("engine-1s", "ActorStream, checkpoints each second", Engine(EngineJob.OneSlot.EachSecond)),
            Of("rx", "System.Reactive, Where and Select", Called(() => new ReactiveFilterMap())),
            Of("channel-batches", "Channel<T>, batches of 1,024", ChannelOfBatches.Of(Feed, () => new FilterMapIntoBatches())),
            Of("channel", "Channel<T>, per record", ChannelPerRecord.Of(Feed, () => new FilterMapOneByOne())),
            Of("dataflow", "TPL Dataflow, per record", DataflowPerRecord.Of(Feed, () => new FilterMapOneByOne())),
        ])
    {
        References = ["batches", "rx"],
        Targets =
        [
            Target.AtLeast(0.5, "engine-1s", "batches"),
            Target.AtLeast(2, "engine-1s", "rx"),
            Target.AtLeast(0.95, "engine-1s", "engine"),
        ],
    };

    private static Feed<Event> Feed(Trial trial) => new BlockFeed(trial, Block.Value);

    private static Func<Trial, Task> Called(Func<Loop<Event>> loop) => Throughput.Loop(Feed, loop);

    private static Func<Trial, Task> Engine(EngineJob engine) => async trial =>
    {
        var tally = new Tally();
        await engine.RunAsync(job => job
            .From(new FeedSource<Event>(() => Feed(trial)), "events")
            .Where(e => FilterMap.Keeps(e))
            .Select(e => FilterMap.Map(e))
            .ForEach(e => tally.Sum += FilterMap.CheckOf(e)));
        trial.Add(tally.Sum);
    };

    private static Contestant Of(string name, string title, Func<Trial, Task> run) =>
        new(name, title, Throughput.Of(2_000_000, 4_000_000, run));
}
