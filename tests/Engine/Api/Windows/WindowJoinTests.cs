using ActorStream.TestKit;
using Xunit;
using static ActorStream.Tests.Engine.Api.Windows.WindowRun;

namespace ActorStream.Tests.Engine.Api.Windows;

/// <summary>Joins by window; the tumbling, sliding and session ones are those by which Flink's documentation explains them.</summary>
public sealed class WindowJoinTests
{
    public static TheoryData<bool> Restores => [false, true];

    [Theory]
    [MemberData(nameof(Restores))]
    public void Pairs_within_a_tumbling_window(bool restores)
    {
        using var run = Join(TumblingWindows.Of(TimeSpan.FromMinutes(2)), restores);
        Push(run.First, 0, 1, 2, 3, 4, 5, 6, 7);
        Push(run.Second, 0, 1, 3, 4);
        Assert.Equal(["0,0", "0,1", "1,0", "1,1", "2,3", "3,3", "4,4", "5,4"], End(run));
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Pairs_within_sliding_windows_come_once_per_window(bool restores)
    {
        using var run = Join(SlidingWindows.Of(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1)), restores);
        Push(run.First, 0, 1, 2, 3, 4);
        Push(run.Second, 0, 3, 4);
        Assert.Equal(["0,0", "0,0", "1,0", "2,3", "3,3", "3,3", "3,4", "4,3", "4,4", "4,4"], End(run));
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Pairs_within_a_session_of_both(bool restores)
    {
        using var run = Join(SessionWindows.WithGap(TimeSpan.FromMinutes(1.5)), restores);
        Push(run.First, 1, 2, 5, 8, 9);
        Push(run.Second, 0, 4, 5, 6, 11);
        Assert.Equal(["1,0", "2,0", "5,4", "5,5", "5,6"], End(run));
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void A_co_group_hears_of_what_has_no_partner(bool restores)
    {
        using var run = OperatorHarness.Of(
            (DataStream<Event> lefts, DataStream<string> rights) => lefts.KeyBy(static one => one.Key)
                .Join(rights.KeyBy(static one => one[..1]))
                .Window(TumblingWindows.Of(Minutes(10)))
                .CoGroup(static (key, window, some, others) => (string[])[Text(
                    key, window, $"{string.Join('+', some.Select(static one => one.Minute))} with {string.Join('+', others)}")], "both"),
            new OperatorHarnessOptions { RestoreAfterEachCall = restores, Start = Start });
        run.First.Push(new Event("a", 1), At(1));
        run.First.Push(new Event("a", 2), At(2));
        run.Second.Push("a!", At(3));
        run.Second.Push("b!", At(4));
        run.First.Push(new Event("c", 15), At(15));
        Assert.Equal(["a 0-10: 1+2 with a!", "b 0-10:  with b!", "c 10-20: 15 with "], End(run));
    }

    [Fact]
    public void Late_records_go_aside_each_streams_to_its_own()
    {
        Assert.Equal(["a3"], LateOf(static (joined, lefts, _) => joined.SideOutput(lefts)));
        Assert.Equal(["b4"], LateOf(static (joined, _, rights) => joined.SideOutput(rights)));
        Assert.Equal(["12,13"], LateOf(static (joined, _, _) => joined));
    }

    private static IEnumerable<string> LateOf(Func<DataStream<string>, SideOutput<string>, SideOutput<string>, DataStream<string>> taken)
    {
        var (lefts, rights) = (new SideOutput<string>("late-lefts"), new SideOutput<string>("late-rights"));
        using var run = OperatorHarness.Of(
            (DataStream<string> first, DataStream<string> second) => taken(
                first.KeyBy(static _ => 0).Join(second.KeyBy(static _ => 0)).Window(TumblingWindows.Of(Minutes(10))).LateTo(lefts, rights)
                    .Select(static (left, right) => $"{left[1..]},{right[1..]}", "join"),
                lefts, rights),
            new OperatorHarnessOptions { Start = Start });
        run.First.PushWatermark(At(10));
        run.Second.PushWatermark(At(10));
        run.First.Push("a3", At(3));
        run.Second.Push("b4", At(4));
        run.First.Push("a12", At(12));
        run.Second.Push("b13", At(13));
        return End(run);
    }

    private static OperatorHarness<Event, Event, string> Join(WindowAssigner windows, bool restores) => OperatorHarness.Of(
        (DataStream<Event> lefts, DataStream<Event> rights) => lefts.KeyBy(static one => one.Key).Join(rights.KeyBy(static one => one.Key))
            .Window(windows).Select(static (left, right) => $"{left.Minute},{right.Minute}", "join"),
        new OperatorHarnessOptions { RestoreAfterEachCall = restores, Start = Start });

    private static void Push(HarnessInput<Event> input, params int[] minutes)
    {
        foreach (var minute in minutes) input.Push(new Event("a", minute), At(minute));
    }

    private static IEnumerable<string> End<TFirst, TSecond>(OperatorHarness<TFirst, TSecond, string> run)
    {
        run.First.End();
        run.Second.End();
        return run.TakeOutput().Order(StringComparer.Ordinal);
    }
}
