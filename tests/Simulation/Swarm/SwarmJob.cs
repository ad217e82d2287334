using ActorStream.Actors;
using ActorStream.TestKit;
using ActorStream.Tests.Simulation.Outside;

namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>The job of a case, as a user would write it.</summary>
internal sealed class SwarmJob(SwarmCase test, OutsideStore store, Watcher watcher)
{
    internal const string Input = "/input";
    internal const string Output = "/output";

    private static readonly WindowAssigner Windows = TumblingWindows.Of(TimeSpan.FromMilliseconds(CountInWindow.Size));
    private static readonly TimeSpan BetweenSplits = TimeSpan.FromMilliseconds(6);
    private int _operators;

    internal void Declare(JobBuilder job)
    {
        _operators = 0;
        var streams = test.Sources.Select((source, index) => Source(job, source, index)).ToList();
        var all = streams.Count == 1 ? streams[0] : streams[0].Union([.. streams.Skip(1)]);
        var stream = Own(all.Where(static item => item.Ordinal != Item.Noise));
        foreach (var step in test.Plain) stream = Plain(stream, step);
        for (var i = 0; i < test.Keyed.Count; i++) stream = Own(Keyed(stream, test.Keyed[i], i));
        foreach (var sink in test.Sinks)
        {
            if (sink == SinkKind.Store) stream.To(new StoreSink(store), "store");
            else stream.Select(static item => item.ToLine()).To(TextFile.ExactlyOnce(Output), "files");
        }
    }

    /// <summary>The files that sources read, and the directory that a claim of the output makes; durable before the job starts.</summary>
    internal async Task PrepareAsync(IFileSystem files)
    {
        await files.CreateDirectoryAsync(Output);
        await files.CreateDirectoryAsync(Reject.DeadLetters);
        for (var source = 0; source < test.Sources.Count; source++)
        {
            if (test.Sources[source].Kind != SourceKind.Files) continue;
            var directory = $"{Input}/{source}";
            await files.CreateDirectoryAsync(directory);
            for (var split = 0; split < test.Sources[source].Splits.Count; split++)
            {
                await using var file = await files.CreateAsync($"{directory}/{split:D2}.txt");
                var text = string.Concat(test.Sources[source].Splits[split].Select(static item => item.ToLine() + "\n"));
                await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
                await file.SyncAsync();
            }

            await files.SyncDirectoryAsync(directory);
        }
    }

    private DataStream<Item> Source(JobBuilder job, SourceCase source, int index)
    {
        var (uid, rate) = ($"source-{index}", source.RecordsPerSecond);
        var stream = source.Kind switch
        {
            SourceKind.Files => job.From(TextFile.ReadLines($"{Input}/{index}"), uid, rate).Select(static line => Item.Parse(line)),
            SourceKind.Growing => job.From(new GrowingSource(source.Splits, BetweenSplits, source.FetchSize), uid, rate),
            _ => job.From(
                new ListSource<Item>([.. source.Splits])
                {
                    IsSynchronous = source.Kind == SourceKind.SynchronousLists,
                    FetchSize = source.FetchSize,
                    LowerBound = split => source.KnowsLowerBounds && source.Splits[split] is { Count: > 0 } items
                        ? items.MinBy(static item => item.Time).EventTime
                        : null,
                },
                uid,
                rate),
        };
        return test.OutOfOrder is null ? stream : stream.WithWatermarks(static item => item.EventTime, Strategy);
    }

    private WatermarkStrategy<Item> Strategy(WatermarkStrategy<Item> strategy)
    {
        strategy = strategy.OutOfOrderBy(TimeSpan.FromMilliseconds(test.OutOfOrder!.Value));
        if (test.MaxDrift is { } drift)
            strategy = strategy.WithAlignment(TimeSpan.FromMilliseconds(drift), test.IsAlignedAcross ? "all" : null);
        return test.Silence is { } silence ? strategy.WithIdleness(silence) : strategy;
    }

    private DataStream<Item> Plain(DataStream<Item> stream, PlainStep step) => step switch
    {
        PlainStep.Map => Own(stream.Select(static item => item with { Key = item.Key })),
        PlainStep.Repeat => Own(stream.SelectMany(Expected.Twice)),
        PlainStep.Rebalance => Own(stream.Rebalance().Where(static _ => true)),
        PlainStep.Actor => Own(stream.Via(Props.Create(static () => new Passing()), "passing")),
        PlainStep.Meet => Own(stream.Connect(stream.Where(Meet.IsRule).Select(static item => item.Key).Broadcast())
            .Process(() => new Meet(watcher), "meet")),
        PlainStep.Aside => Aside(Own(stream.Process(() => new SortOut(watcher), "sort-out"))),
        PlainStep.Rescale => Own(stream.Rescale().Where(static _ => true)),
        PlainStep.Partition => Own(stream.PartitionBy(static (item, subtasks) => Math.Abs(item.Stream) % subtasks).Where(static _ => true)),
        PlainStep.Ask =>
            Own(stream.SelectAsync(
                () => new Ask(watcher, inTurn: false, test.HasLostCalls), "ask", Ask.Options(AsyncOrder.Ordered, test.HasLostCalls))),
        PlainStep.AskAny =>
            Own(stream.SelectAsync(
                () => new Ask(watcher, inTurn: false, test.HasLostCalls), "ask", Ask.Options(AsyncOrder.Unordered, test.HasLostCalls))),
        PlainStep.RejectLost or PlainStep.RejectAside or PlainStep.RejectDead or PlainStep.RejectWaits => Reject.Add(stream, step, watcher),
        PlainStep.Broadcast => stream.Broadcast().Where(static _ => true),
        _ => throw new InvalidOperationException($"There is no step {step}."),
    };

    private DataStream<Item> Keyed(DataStream<Item> stream, KeyedStep step, int index)
    {
        var keyed = stream.KeyBy(static item => item.Key);
        var keepsOrder = index > 0 ? SwarmCase.Numbers(test.Keyed[0]) : test.KeepsOrder && test.OwnParallelism.All(static own => own == 0);
        OperatorUid uid = $"keyed-{index}";
        return step switch
        {
            KeyedStep.Count => keyed.Process(() => new Count(watcher), uid),
            KeyedStep.Actor => keyed.Via(Props.Create(static () => new Counting()), uid),
            KeyedStep.Remember => keyed.Process(() => new Remember(watcher, keepsOrder), uid),
            KeyedStep.Window => keyed.Window(Windows).Aggregate(new CountInWindow(), uid),
            KeyedStep.Timer => keyed.Process(() => new Remind(watcher), uid),
            KeyedStep.Tally => keyed.Process(() => new Tally(watcher), uid),
            KeyedStep.Join => Pairing.Join(keyed, watcher, uid),
            KeyedStep.Match => Rising.Match(keyed, watcher, uid),
            KeyedStep.AskInTurn => keyed.SelectAsync(
                () => new Ask(watcher, inTurn: true, test.HasLostCalls), uid, Ask.Options(AsyncOrder.Ordered, test.HasLostCalls)),
            KeyedStep.Skim => Skimming.Match(keyed, watcher, $"keyed-{index}"),
            KeyedStep.Alarm => keyed.Process(() => new Alarm(watcher), uid),
            _ when step.IsWindow() => WindowSteps.Add(stream, step, uid),
            _ => throw new InvalidOperationException($"There is no keyed step {step}."),
        };
    }

    private static DataStream<Item> Aside(DataStream<Item> sorted) => sorted.Union(sorted.SideOutput(SortOut.Odd).Rebalance());

    private DataStream<Item> Own(DataStream<Item> stream)
    {
        var number = _operators++;
        var own = test.OwnParallelism[number % test.OwnParallelism.Count];
        stream = own > 0 ? stream.WithParallelism(own) : stream;
        return test.Breaks.Count == 0 ? stream : test.Breaks[number % test.Breaks.Count] switch
        {
            ChainBreak.Before => stream.StartNewChain(),
            ChainBreak.Both => stream.DisableChaining(),
            _ => stream,
        };
    }
}
