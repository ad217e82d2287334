namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>Windows of many kinds behind a key.</summary>
internal static class WindowSteps
{
    private static readonly WindowAssigner Sliding = SlidingWindows.Of(Milliseconds(ExpectedWindows.Size), Milliseconds(ExpectedWindows.Slide));
    private static readonly WindowAssigner Cumulative = CumulativeWindows.Of(Milliseconds(ExpectedWindows.Cumulated), Milliseconds(ExpectedWindows.Step));
    private static readonly WindowAssigner Sessions = SessionWindows.WithGap(Milliseconds(ExpectedWindows.Gap));
    private static readonly WindowAssigner Clock = TumblingWindows.Of(Milliseconds(5)).InProcessingTime();

    internal static DataStream<Item> Add(DataStream<Item> stream, KeyedStep step, OperatorUid uid)
    {
        var keyed = stream.KeyBy(static item => item.Key);
        var count = new CountInWindow();
        return step switch
        {
            KeyedStep.Sliding => keyed.Window(Sliding).Aggregate(count, uid),
            KeyedStep.Cumulative => keyed.Window(Cumulative).Aggregate(count, uid),
            KeyedStep.Session => keyed.Window(Sessions).Aggregate(count, uid),
            KeyedStep.Gather => keyed.Window(Sessions).AllowLateness(Milliseconds(1)).Process(static () => new CountAll(), uid),
            KeyedStep.Early => keyed.Window(Sliding).Trigger(WindowTrigger.AtEndAndOnCount(2)).Aggregate(count, uid),
            KeyedStep.Clock => keyed.Window(Clock).Process(static () => new Number(), uid),
            KeyedStep.WindowJoin => keyed.Join(stream.Where(ExpectedWindows.IsPartner).KeyBy(static item => item.Key)).Window(Sliding).CoGroup(CountBoth, uid),
            _ => throw new InvalidOperationException($"{step} is no window."),
        };
    }

    private static TimeSpan Milliseconds(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static IEnumerable<Item> CountBoth(int key, TimeWindow window, IReadOnlyList<Item> records, IReadOnlyList<Item> partners) =>
        [Result(key, window, ExpectedWindows.Joined(records.Count, partners.Count))];

    private static Item Result(int key, TimeWindow window, int count) => new(key, count, key % 3, (int)(window.End - Item.Epoch).TotalMilliseconds);

    /// <summary>Counts the records that it is given.</summary>
    private sealed class CountAll : WindowFunction<int, Item, Item>
    {
        protected internal override void Process(IReadOnlyList<Item> records, WindowContext<int> context, Collector<Item> output) =>
            output.Emit(Result(context.Key, context.Window, records.Count));
    }

    /// <summary>Numbers each key's records.</summary>
    private sealed class Number : WindowFunction<int, Item, Item>
    {
        private readonly ValueState<int> _count;

        internal Number() => _count = ValueState<int>("count");

        protected internal override void Process(IReadOnlyList<Item> records, WindowContext<int> context, Collector<Item> output)
        {
            foreach (var record in records) output.Emit(new Item(record.Key, _count.Ref++, record.Key % 3, 0));
        }
    }
}
