using Xunit;
using static ActorStream.Tests.Engine.Api.Windows.WindowRun;

namespace ActorStream.Tests.Engine.Api.Windows;

/// <summary>The examples by which Flink's documentation explains its windows, with the results that it gives for them.</summary>
public sealed class DocumentedWindowTests
{
    // Bids of six items, minutes after 08:00.
    private static readonly Event[] Bids =
        [new("all", 5, 4), new("all", 7, 2), new("all", 9, 5), new("all", 11, 3), new("all", 13, 1), new("all", 17, 6)];

    public static TheoryData<bool> Restores => [false, true];

    [Theory]
    [MemberData(nameof(Restores))]
    public void Tumbling_windows_of_ten_minutes(bool restores) =>
        Assert.Equal(["all 0-10: 11", "all 10-20: 10"], All(TumblingWindows.Of(Minutes(10)), restores));

    [Theory]
    [MemberData(nameof(Restores))]
    public void Windows_of_ten_minutes_that_hop_by_five(bool restores) =>
        Assert.Equal(
            ["all 0-10: 11", "all 10-20: 10", "all 15-25: 6", "all 5-15: 15"], All(SlidingWindows.Of(Minutes(10), Minutes(5)), restores));

    [Theory]
    [MemberData(nameof(Restores))]
    public void Cumulative_windows_of_ten_minutes_by_two(bool restores) => Assert.Equal(
        ["all 0-10: 11", "all 0-6: 4", "all 0-8: 6", "all 10-12: 3", "all 10-14: 4", "all 10-16: 4", "all 10-18: 10", "all 10-20: 10"],
        All(CumulativeWindows.Of(Minutes(10), Minutes(2)), restores));

    [Theory]
    [MemberData(nameof(Restores))]
    public void Sessions_with_a_gap_of_three(bool restores)
    {
        using var run =
            new WindowRun(keyed => keyed.Window(SessionWindows.WithGap(Minutes(3))).Aggregate(WindowRun.Sum, "sessions"), restores);
        run.Push(new("a", 1), new("b", 1), new("b", 3), new("b", 5), new("c", 6), new("a", 10), new("c", 11));
        Assert.Equal(["a 1-4: 1", "a 10-13: 1", "b 1-8: 3", "c 11-14: 1", "c 6-9: 1"], run.End());
    }

    /// <summary>The top speed of cars within the last ten seconds, each time that a car has gone 50 metres further.</summary>
    [Theory]
    [MemberData(nameof(Restores))]
    public void Top_speed_by_a_delta_trigger_and_an_evictor(bool restores)
    {
        using var run = new WindowRun(
            keyed => keyed.Window(GlobalWindows.Instance).Trigger(new Further(50)).KeepLast(Minutes(10))
                .Process(() => new Most(), "top"), restores);
        Assert.Empty(run.Push(new Event("car", 0, 0), new("car", 1, 20), new("car", 2, 45)));
        Assert.Equal(["car: 60"], run.Push(new Event("car", 3, 60)));
        Assert.Empty(run.Push(new Event("car", 4, 100)));
        Assert.Equal(["car: 125"], run.Push(new Event("car", 14, 125)));
    }

    /// <summary>Words counted in windows of the last four, every two.</summary>
    [Theory]
    [MemberData(nameof(Restores))]
    public void Words_in_sliding_windows_by_count(bool restores)
    {
        using var run = new WindowRun(keyed => keyed.CountWindow(4, 2).Process(() => new Values(), "words"), restores);
        Assert.Empty(run.Push(new Event("to", 0, 1)));
        Assert.Equal(["to: 1 2"], run.Push(new Event("to", 0, 2)));
        Assert.Equal(["to: 1 2 3 4"], run.Push(new("to", 0, 3), new("be", 0, 1), new("to", 0, 4)));
        Assert.Equal(["to: 3 4 5 6"], run.Push(new("to", 0, 5), new("to", 0, 6)));
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Tumbling_windows_by_count(bool restores)
    {
        using var run = new WindowRun(keyed => keyed.CountWindow(3).Process(() => new Values(), "words"), restores);
        Assert.Equal(["to: 1 2 3"], run.Push(new("to", 0, 1), new("be", 0, 1), new("to", 0, 2), new("to", 0, 3)));
        Assert.Empty(run.Push(new("to", 0, 4), new("to", 0, 5)));
        Assert.Empty(run.End());
    }

    private static IReadOnlyList<string> All(WindowAssigner windows, bool restores)
    {
        using var run = new WindowRun(keyed => keyed.Window(windows).Aggregate(WindowRun.Sum, "sums"), restores);
        run.Push(Bids);
        return run.End();
    }

    /// <summary>Fires when the value is so much above what it was when it fired last.</summary>
    private sealed class Further(int delta) : WindowTrigger<Event>
    {
        protected internal override TriggerResult OnRecord(in Event record, TriggerContext context)
        {
            if (record.Value - context.Memory <= delta) return TriggerResult.Continue;
            context.Memory = record.Value;
            return TriggerResult.Fire;
        }
    }

    private sealed class Most : WindowFunction<string, Event, string>
    {
        protected internal override void Process(IReadOnlyList<Event> records, WindowContext<string> context, Collector<string> output) =>
            output.Emit($"{context.Key}: {records.Max(static one => one.Value)}");
    }

    private sealed class Values : WindowFunction<string, Event, string>
    {
        protected internal override void Process(IReadOnlyList<Event> records, WindowContext<string> context, Collector<string> output) =>
            output.Emit($"{context.Key}: {string.Join(' ', records.Select(static one => one.Value))}");
    }
}
