using ActorStream.Backends;
using ActorStream.TestKit;
using Xunit;
using static ActorStream.Tests.Engine.Api.Windows.WindowRun;

namespace ActorStream.Tests.Engine.Api.Windows;

/// <summary>Windows that are kept as slices of time which all keys share.</summary>
public sealed class SlicedWindowTests
{
    [Fact]
    public void A_record_behind_the_watermark_still_counts_in_the_windows_that_are_open()
    {
        using var run = new WindowRun(keyed => keyed.Window(SlidingWindows.Of(Minutes(10), Minutes(5))).Aggregate(WindowRun.Sum, "sums"));
        run.Push(new("a", 1), new("a", 6));
        Assert.Equal(["a -5-5: 1", "a 0-10: 2"], run.Watermark(12));
        run.Push(new Event("a", 7), new("a", 3));
        Assert.Equal(1, run.Harness.LateRecords);
        Assert.Equal(["a 5-15: 2"], run.End());
    }

    [Fact]
    public void A_record_behind_the_watermark_is_part_of_what_has_cumulated()
    {
        using var run = new WindowRun(keyed => keyed.Window(CumulativeWindows.Of(Minutes(6), Minutes(2))).Aggregate(WindowRun.Sum, "sums"));
        run.Push(new("a", 0), new("a", 3));
        Assert.Equal(["a 0-2: 1", "a 0-4: 2"], run.Watermark(4));
        run.Push(new Event("a", 1));
        Assert.Equal(["a 0-6: 3"], run.Watermark(6));
        run.Push(new Event("a", 5));
        Assert.Equal(1, run.Harness.LateRecords);
    }

    [Fact]
    public void Slices_are_as_long_as_what_divides_size_and_slide()
    {
        using var run = new WindowRun(keyed => keyed.Window(SlidingWindows.Of(Minutes(10), Minutes(4), Minutes(1))).Aggregate(WindowRun.Sum, "sums"));
        run.Push(Enumerable.Range(0, 20).Select(static minute => new Event("a", minute)));
        var expected = Enumerable.Range(-10, 40).Where(static start => (start - 1 + Offset) % 4 == 0)
            .Select(static start => (Start: start, Count: Enumerable.Range(start, 10).Count(static minute => minute is >= 0 and < 20)))
            .Where(static window => window.Count > 0).Select(static window => $"a {window.Start}-{window.Start + 10}: {window.Count}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), run.End());
    }

    /// <summary>The keys of a subtask that was ahead must not be emitted again when the one it was merged with catches up.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_window_is_emitted_twice_after_subtasks_that_were_at_different_times_became_one(bool cumulative)
    {
        WindowAssigner windows = cumulative ? CumulativeWindows.Of(Minutes(20), Minutes(5)) : SlidingWindows.Of(Minutes(10), Minutes(5));
        var keys = Enumerable.Range(0, 20).Select(static i => $"k{i}").ToList();
        using var harness = OperatorHarness.Of(
            (DataStream<Event> events) => events.KeyBy(static one => one.Key).Window(windows).Aggregate(WindowRun.Sum, "sums"),
            new OperatorHarnessOptions { Parallelism = 2, Start = Start });
        harness.PushAll(keys.SelectMany(static key => new Event[] { new(key, 2), new(key, 7) }), static one => At(one.Minute));
        harness.PushWatermark(At(3));
        var behind = harness.Snapshot();
        harness.PushWatermark(At(12));
        var before = harness.TakeOutput().Where(static text => SubtaskOf(text.Split(' ')[0]) == 1).ToList();

        harness.Restore(WithFirstSubtask(of: behind, harness.Snapshot()), parallelism: 1);
        harness.PushWatermark(At(11));
        // Late for the key that was further, in time for the others; the last of its windows is open for both.
        harness.PushAll(keys.Select(static key => new Event(key, 6)), static one => At(one.Minute));
        harness.EndInput();
        var all = before.Concat(harness.TakeOutput()).ToList();

        Assert.Equal(all.Count, all.Select(static text => text[..text.IndexOf(':', StringComparison.Ordinal)]).Distinct().Count());
        Assert.Equal((cumulative ? 4 : 3) * keys.Count, all.Count);
        Assert.Contains(before, static text => text.Contains(" 0-10: 2", StringComparison.Ordinal));
        Assert.All(all.Where(text => text.Contains(cumulative ? " 0-20:" : " 5-15:", StringComparison.Ordinal)), text => Assert.EndsWith(cumulative ? ": 3" : ": 2", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Windows_that_share_slices_ask_for_a_merge()
    {
        var error = Assert.Throws<ArgumentException>(() => new WindowRun(keyed => keyed.Window(SlidingWindows.Of(Minutes(10), Minutes(5)))
            .Aggregate(static () => 0, static (ref int acc, Event one) => acc += one.Value, static (string key, TimeWindow window, in int acc) => Text(key, window, acc), "sums")));
        Assert.Contains("'sums' (sliding 00:10:00 every 00:05:00) merges accumulators", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reduced_windows_may_slide()
    {
        using var run = new WindowRun(keyed => keyed.Window(SlidingWindows.Of(Minutes(4), Minutes(2)))
            .Reduce(static (one, other) => one.Value > other.Value ? one : other, "most").Select(static one => $"{one.Value}"));
        run.Push(new("a", 0, 3), new("a", 1, 7), new("a", 2, 5), new("a", 4, 1));
        Assert.Equal(["1", "5", "7", "7"], run.End());
    }

    // WindowRun.Start is a multiple of 20 minutes since year 1, and so is what windows count from.
    private static int Offset => (int)(Start.Ticks / TimeSpan.TicksPerMinute % 4);

    private static int SubtaskOf(string key)
    {
        var hashes = new ulong[1];
        KeyHash.For<string>().Hash([key], hashes);
        return HashRange.SubtaskOf(hashes[0], 2);
    }

    /// <summary>As if the first subtask had not got further when the snapshot was taken.</summary>
    private static HarnessSnapshot WithFirstSubtask(HarnessSnapshot of, HarnessSnapshot snapshot)
    {
        var operators = snapshot.Manifest.Operators.Select(op => op with
        {
            Subtasks = [.. op.Subtasks.Select(part => part.Index == 0 ? of.Manifest.Operators.Single(one => one.Uid == op.Uid).Subtasks.Single(one => one.Index == 0) : part)],
        });
        var files = of.Files.Concat(snapshot.Files).GroupBy(static file => file.Key).ToDictionary(static file => file.Key, static file => file.First().Value);
        return new HarnessSnapshot(snapshot.Manifest with { Operators = [.. operators] }, files);
    }
}
