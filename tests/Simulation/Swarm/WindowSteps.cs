namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>Windows of many kinds behind a key.</summary>
internal static class WindowSteps
{
    private static readonly WindowAssigner Sliding =
        SlidingWindows.Of(Milliseconds(ExpectedWindows.Size), Milliseconds(ExpectedWindows.Slide));
    private static readonly WindowAssigner Cumulative =
        CumulativeWindows.Of(Milliseconds(ExpectedWindows.Cumulated), Milliseconds(ExpectedWindows.Step));
    private static readonly WindowAssigner Sessions = SessionWindows.WithGap(Milliseconds(ExpectedWindows.Gap));
    private static readonly WindowAssigner Tumbling = TumblingWindows.Of(Milliseconds(CountInWindow.Size));
    private static readonly WindowAssigner Days =
        CalendarWindows.Days(TimeZoneInfo.CreateCustomTimeZone("late", TimeSpan.FromHours(ExpectedWindows.HoursAhead), "late", "late"));
    private static readonly SideOutput<Item> Late = new("late");
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
            KeyedStep.KeptSession => keyed.Window(Sessions).Trigger(WindowTrigger.AtEndAndOnCount(int.MaxValue)).Aggregate(count, uid),
            KeyedStep.Calendar => keyed.Window(Days).Aggregate(count, uid),
            KeyedStep.Thirds => keyed.Window(GlobalWindows.Instance).Trigger(new EveryThird()).Process(static () => new CountAll(), uid),
            KeyedStep.OwnEnd => keyed.Window(Tumbling).Trigger(new OwnEnd()).Aggregate(count, uid),
            KeyedStep.LateAside => WithLate(keyed.Window(Tumbling).LateTo(Late).Aggregate(count, uid)),
            KeyedStep.Updated => keyed.Window(Sliding).AllowLateness(Milliseconds(ExpectedWindows.Lateness)).Aggregate(count, uid),
            KeyedStep.LateSession => keyed.Window(Sessions).AllowLateness(Milliseconds(ExpectedWindows.Lateness)).Aggregate(count, uid),
            KeyedStep.Clock => keyed.Window(Clock).Process(static () => new Number(), uid),
            KeyedStep.WindowJoin =>
                keyed.Join(stream.Where(ExpectedWindows.IsPartner).KeyBy(static item => item.Key)).Window(Sliding).CoGroup(CountBoth, uid),
            _ => throw new InvalidOperationException($"{step} is no window."),
        };
    }

    private static DataStream<Item> WithLate(DataStream<Item> results) => results.Union(results.SideOutput(Late));

    private static TimeSpan Milliseconds(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static IEnumerable<Item> CountBoth(int key, TimeWindow window, IReadOnlyList<Item> records, IReadOnlyList<Item> partners) =>
        [Result(key, window, ExpectedWindows.Joined(records.Count, partners.Count))];

    private static Item Result(int key, TimeWindow window, int count) =>
        new(key, count, key % 3, window.End.Year == DateTimeOffset.MaxValue.Year ? 0 : (int)(window.End - Item.Epoch).TotalMilliseconds);

    private sealed class EveryThird : WindowTrigger<Item>
    {
        protected internal override TriggerResult OnRecord(in Item item, TriggerContext context) =>
            ++context.Memory % 3 == 0 ? TriggerResult.FireAndPurge : TriggerResult.Continue;
    }

    private sealed class OwnEnd : WindowTrigger<Item>
    {
        protected internal override TriggerResult OnRecord(in Item item, TriggerContext context)
        {
            context.SetTimer(context.Window.End, TimerClock.EventTime);
            return TriggerResult.Continue;
        }

        protected internal override TriggerResult OnTimer(FiredTimer timer, TriggerContext context) => TriggerResult.Fire;
    }

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
