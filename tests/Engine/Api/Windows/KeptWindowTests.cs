using ActorStream.TestKit;
using Xunit;
using static ActorStream.Tests.Engine.Api.Windows.WindowRun;

namespace ActorStream.Tests.Engine.Api.Windows;

/// <summary>Windows that each key keeps one by one: sessions, triggers, lateness, eviction, the clock.</summary>
public sealed class KeptWindowTests
{
    public static TheoryData<bool> Restores => [false, true];

    [Theory]
    [MemberData(nameof(Restores))]
    public void A_record_connects_the_sessions_before_and_behind_it(bool restores)
    {
        using var run =
            new WindowRun(keyed => keyed.Window(SessionWindows.WithGap(Minutes(6))).Aggregate(WindowRun.Sum, "sessions"), restores);
        run.Push(new("a", 20, 4), new("a", 10, 1), new("b", 12, 8), new("a", 15, 2), new("b", 18, 16));
        Assert.Equal(["b 12-18: 8"], run.Watermark(18));
        Assert.Equal(["a 10-26: 7", "b 18-24: 16"], run.Watermark(26));
        Assert.Equal(["a 30-36: 1"], run.Push(new Event("a", 30)).Concat(run.End()));
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Sessions_of_all_records_connect_as_well(bool restores)
    {
        using var run =
            new WindowRun(keyed => keyed.Window(SessionWindows.WithGap(Minutes(6))).Process(() => new List(), "sessions"), restores);
        run.Push(new("a", 20, 4), new("a", 10, 1), new("a", 15, 2), new("a", 30, 9));
        Assert.Equal(["a 10-26: 1 4 2", "a 30-36: 9"], run.End());
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Each_record_sets_the_gap_of_its_session(bool restores)
    {
        using var run = new WindowRun(
            keyed => keyed.Window(SessionWindows.WithGapOf(static (Event one) => Minutes(one.Value)))
                .Aggregate(WindowRun.Sum, "sessions"), restores);
        run.Push(new("a", 0, 10), new("a", 9, 2), new("a", 12, 1));
        Assert.Equal(["a 0-11: 12", "a 12-13: 1"], run.End());
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void A_session_that_ended_takes_late_records_while_it_is_allowed_to(bool restores)
    {
        using var run = new WindowRun(
            keyed => keyed.Window(SessionWindows.WithGap(Minutes(5))).AllowLateness(Minutes(10))
                .Aggregate(WindowRun.Sum, "sessions"), restores);
        run.Push(new Event("a", 10));
        Assert.Equal(["a 10-15: 1"], run.Watermark(20));
        Assert.Equal(["a 10-17: 2"], run.Push(new Event("a", 12)));
        Assert.Empty(run.Watermark(27));
        Assert.Empty(run.Push(new Event("a", 12)));
        Assert.Equal(1, run.Harness.LateRecords);
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void A_late_record_makes_its_window_come_again(bool restores)
    {
        using var run = new WindowRun(keyed => keyed.Window(TumblingWindows.Of(Minutes(10))).AllowLateness(Minutes(5))
            .Aggregate(WindowRun.Sum, "sums"), restores);
        run.Push(new("a", 1), new("a", 2));
        Assert.Equal(["a 0-10: 2"], run.Watermark(10));
        Assert.Equal(["a 0-10: 3"], run.Push(new Event("a", 3)));
        run.Watermark(15);
        Assert.Empty(run.Push(new Event("a", 3)));
        Assert.Equal(1, run.Harness.LateRecords);
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Sliding_windows_that_are_kept_one_by_one_are_the_same(bool restores)
    {
        using var run = new WindowRun(
            keyed => keyed.Window(SlidingWindows.Of(Minutes(10), Minutes(5))).AllowLateness(Minutes(1))
                .Aggregate(WindowRun.Sum, "sums"), restores);
        run.Push(new("a", 5, 4), new("a", 9, 7), new("a", 11, 3));
        Assert.Equal(["a 0-10: 11", "a 10-20: 3", "a 5-15: 14"], run.End());
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Early_results_by_number_are_of_all_so_far(bool restores)
    {
        using var run = new WindowRun(keyed => keyed.Window(TumblingWindows.Of(Minutes(10))).Trigger(WindowTrigger.AtEndAndOnCount(2))
            .Aggregate(WindowRun.Sum, "sums"), restores);
        Assert.Empty(run.Push(new Event("a", 1)));
        Assert.Equal(["a 0-10: 2"], run.Push(new Event("a", 2)));
        Assert.Empty(run.Push(new Event("a", 3)));
        Assert.Equal(["a 0-10: 3"], run.Watermark(10));
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Purging_results_are_of_what_came_since(bool restores)
    {
        using var run = new WindowRun(
            keyed => keyed.Window(TumblingWindows.Of(Minutes(10))).Trigger(WindowTrigger.AtEndAndOnCount(2).Purging())
                .Aggregate(WindowRun.Sum, "sums"), restores);
        Assert.Equal(["a 0-10: 3"], run.Push(new("a", 1, 1), new("a", 2, 2)));
        Assert.Empty(run.Push(new Event("a", 3, 4)));
        Assert.Equal(["a 0-10: 4"], run.Watermark(10));
        Assert.Equal(["a 10-20: 3"], run.Push(new("a", 11, 1), new("a", 12, 2)));
        Assert.Empty(run.Watermark(20));
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Early_results_come_as_the_clock_goes_by_where_there_is_something_new(bool restores)
    {
        using var run = new WindowRun(
            keyed => keyed.Window(TumblingWindows.Of(Minutes(10))).Trigger(WindowTrigger.AtEndAndEvery(Minutes(3)))
                .Aggregate(WindowRun.Sum, "sums"), restores);
        run.Push(new Event("a", 1));
        Assert.Empty(run.Wait(2.9));
        Assert.Equal(["a 0-10: 1"], run.Wait(0.2));
        Assert.Empty(run.Wait(60));
        run.Push(new Event("a", 2));
        Assert.Equal(["a 0-10: 2"], run.Wait(3));
        Assert.Equal(["a 0-10: 2"], run.Watermark(10));
        Assert.Empty(run.Wait(60));
    }

    [Fact]
    public void Times_beyond_the_end_of_time_never_come()
    {
        using var early = new WindowRun(keyed => keyed.Window(TumblingWindows.Of(Minutes(10)))
            .Trigger(WindowTrigger.AtEndAndEvery(TimeSpan.MaxValue)).Aggregate(WindowRun.Sum, "sums"));
        Assert.Equal(["a 0-10: 1"], early.Push(new Event("a", 1)).Concat(early.Watermark(10)));

        using var regular = new WindowRun(keyed => keyed.Window(TumblingWindows.Of(Minutes(10)))
            .Trigger(WindowTrigger.Every(TimeSpan.MaxValue)).Aggregate(WindowRun.Sum, "sums"));
        Assert.Equal(["a 0-10: 1"], regular.Push(new Event("a", 1)).Concat(regular.Watermark(10)));

        using var lateness = new WindowRun(
            keyed => keyed.Window(TumblingWindows.Of(Minutes(10))).AllowLateness(TimeSpan.MaxValue).Aggregate(WindowRun.Sum, "sums"));
        lateness.Push(new Event("a", 1));
        Assert.Equal(["a 0-10: 1"], lateness.Watermark(1000));
        Assert.Equal(["a 0-10: 3"], lateness.Push(new Event("a", 2, 2)));

        using var sessions = new WindowRun(keyed => keyed.Window(SessionWindows.WithGap(TimeSpan.MaxValue)).Reduce(Added, "sums")
            .Select(static one => $"{one.Key} {one.Value}"));
        sessions.Push(new Event("a", 1), new Event("a", 1000, 2));
        Assert.Equal(["a 3"], sessions.End());

        static Event Added(Event one, Event other) => one with { Value = one.Value + other.Value };
    }

    [Fact]
    public void Windows_longer_than_time_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => TumblingWindows.Of(TimeSpan.MaxValue, offset: TimeSpan.FromDays(1)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => SlidingWindows.Of(TimeSpan.MaxValue, TimeSpan.FromDays(1)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => CumulativeWindows.Of(TimeSpan.MaxValue, TimeSpan.FromTicks(1)));
        using var longest = new WindowRun(keyed => keyed.Window(TumblingWindows.Of(WindowAssigner.Longest)).Aggregate(WindowRun.Sum, "s"));
        longest.Push(new Event("a", 1));
        Assert.Single(longest.End());
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Results_come_as_event_time_goes_by(bool restores)
    {
        using var run = new WindowRun(
            keyed => keyed.Window(TumblingWindows.Of(Minutes(60))).Trigger(WindowTrigger.Every(Minutes(10)))
                .Aggregate(WindowRun.Sum, "sums"), restores);
        run.Push(new("a", 1), new("a", 12));
        Assert.Equal(["a 0-60: 2"], run.Watermark(10));
        Assert.Empty(run.Watermark(35));
        run.Push(new Event("a", 37));
        Assert.Equal(["a 0-60: 3"], run.Watermark(45));
        run.Push(new Event("a", 50));
        Assert.Equal(["a 0-60: 4"], run.Watermark(60));
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Windows_of_the_clock_end_with_it(bool restores)
    {
        using var run = new WindowRun(keyed => keyed.Window(TumblingWindows.Of(Minutes(10)).InProcessingTime())
            .Aggregate(WindowRun.Sum, "sums"), restores);
        run.Push(new Event("a", 1000));
        run.Wait(5);
        run.Push(new Event("a", 3));
        Assert.Empty(run.Wait(4.9));
        Assert.Equal(["a 0-10: 2"], run.Wait(0.1));
        run.Push(new Event("a", 4));
        Assert.Equal(["a 10-20: 1"], run.End());
    }

    [Fact]
    public void Windows_of_the_clock_take_records_of_a_clock_that_was_set_back()
    {
        using var before = Counts(Start.AddMinutes(12), null);
        before.Push("a");
        using var after = Counts(Start.AddMinutes(8), before.Snapshot());
        after.PushAll(["a", "a", "a"]);
        after.AdvanceTime(Minutes(2));
        Assert.Equal(["a 0-10: 3"], after.TakeOutput());
        after.AdvanceTime(Minutes(3));
        after.Push("a");
        after.EndInput();
        Assert.Equal(["a 10-20: 2"], after.TakeOutput());

        static OperatorHarness<string, string> Counts(DateTimeOffset start, HarnessSnapshot? from) => OperatorHarness.Of(
            static (DataStream<string> names) => names.KeyBy(static name => name)
                .Window(TumblingWindows.Of(Minutes(10)).InProcessingTime()).Aggregate(new Count(), "counts"),
            new OperatorHarnessOptions { Start = start, RestoreFrom = from });
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Sessions_of_the_clock_end_with_it(bool restores)
    {
        using var run = new WindowRun(keyed => keyed.Window(SessionWindows.WithGap(Minutes(5)).InProcessingTime())
            .Aggregate(WindowRun.Sum, "sums"), restores);
        run.Push(new Event("a", 0));
        run.Wait(4);
        run.Push(new Event("a", 0));
        Assert.Empty(run.Wait(4.9));
        Assert.Equal(["a 0-9: 2"], run.Wait(0.2));
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void What_an_evictor_takes_out_is_gone(bool restores)
    {
        using var run = new WindowRun(
            keyed => keyed.Window(TumblingWindows.Of(Minutes(10))).Trigger(WindowTrigger.AtEndAndOnCount(3)).KeepLast(2)
                .Aggregate(WindowRun.Sum, "sums"), restores);
        Assert.Equal(["a 0-10: 6"], run.Push(new("a", 1, 1), new("a", 2, 2), new("a", 3, 4)));
        run.Push(new("a", 1, 8), new("a", 2, 16));
        Assert.Equal(["a 0-10: 24"], run.Watermark(10));
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void A_function_keeps_state_per_window_and_per_key(bool restores)
    {
        using var run = new WindowRun(
            keyed => keyed.Window(TumblingWindows.Of(Minutes(10))).Trigger(WindowTrigger.OnCount(1))
                .Process(() => new Firings(), "firings"), restores);
        Assert.Equal(["a 0-10: 1 of 1", "a 0-10: 2 of 2", "a 10-20: 1 of 3"], run.Push(new("a", 1), new("a", 2), new("a", 12)));
        run.Watermark(10);
        Assert.Equal(["a 10-20: 2 of 4"], run.Push(new Event("a", 12)));
        Assert.Empty(run.Watermark(20));
        Assert.Equal(["a 20-30: 1 of 5"], run.Push(new Event("a", 22)));
    }

    [Fact]
    public void A_function_that_keeps_state_per_window_is_not_for_sessions()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new WindowRun(keyed => keyed.Window(SessionWindows.WithGap(Minutes(1))).Process(() => new Firings(), "firings")));
        Assert.Contains("Window 'firings': its function keeps state per window", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_ask_for_a_merge()
    {
        var error = Assert.Throws<ArgumentException>(() => new WindowRun(keyed => keyed.Window(SessionWindows.WithGap(Minutes(1)))
            .Aggregate(static () => 0, static (ref int acc, Event one) => acc++, static (string key, TimeWindow window, in int acc) => "",
                "sums")));
        Assert.Contains("does not say how", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_is_emitted_with_its_last_instant_as_event_time()
    {
        using var run = new WindowRun(keyed => keyed.Window(SessionWindows.WithGap(Minutes(5))).Aggregate(WindowRun.Sum, "sums"));
        run.Harness.Push(new Event("a", 1), At(1));
        run.Harness.EndInput();
        Assert.Equal(At(6).AddTicks(-1), Assert.Single(run.Harness.Output).EventTime);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Late_records_come_out_aside(bool isKept)
    {
        var late = new SideOutput<Event>("late");
        using var run = new WindowRun(keyed =>
        {
            var windows = keyed.Window(TumblingWindows.Of(Minutes(10))).LateTo(late);
            var sums = (isKept ? windows.AllowLateness(Minutes(1)) : windows).Aggregate(WindowRun.Sum, "sums");
            return sums.Union(sums.SideOutput(late).Select(static one => $"late: {one.Minute}"));
        });
        run.Push(new Event("a", 1));
        Assert.Equal(["a 0-10: 1"], run.Watermark(11));
        Assert.Equal(["late: 3"], run.Push(new("a", 3), new("a", 12)));
        Assert.Equal(["a 10-20: 1"], run.End());
        Assert.Equal(1, run.Harness.LateRecords);
    }

    /// <summary>Counts, and has no way to merge.</summary>
    private sealed class Count : IWindowAggregate<string, string, int, string>
    {
        public int Create() => 0;

        public void Add(ref int acc, string record) => acc++;

        public string Result(string key, TimeWindow window, in int acc) => Text(key, window, acc);
    }

    private sealed class List : WindowFunction<string, Event, string>
    {
        protected internal override void Process(IReadOnlyList<Event> records, WindowContext<string> context, Collector<string> output) =>
            output.Emit(Text(context.Key, context.Window, string.Join(' ', records.Select(static one => one.Value))));
    }

    private sealed class Firings : WindowFunction<string, Event, string>
    {
        private readonly WindowState<int> _ofWindow;
        private readonly ValueState<int> _ofKey;

        public Firings() => (_ofWindow, _ofKey) = (WindowState<int>("times"), ValueState<int>("all"));

        protected internal override void Process(IReadOnlyList<Event> records, WindowContext<string> context, Collector<string> output)
        {
            _ofWindow.Set(_ofWindow.GetOrDefault() + 1);
            output.Emit(Text(context.Key, context.Window, $"{_ofWindow.GetOrDefault()} of {++_ofKey.Ref}"));
        }
    }
}
