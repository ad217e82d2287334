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
        using var run =
            new WindowRun(keyed => keyed.Window(SlidingWindows.Of(Minutes(10), Minutes(4), Minutes(1))).Aggregate(WindowRun.Sum, "sums"));
        run.Push(Enumerable.Range(0, 20).Select(static minute => new Event("a", minute)));
        var expected = Enumerable.Range(-10, 40).Where(static start => (start - 1 + Offset) % 4 == 0)
            .Select(static start => (Start: start, Count: Enumerable.Range(start, 10).Count(static minute => minute is >= 0 and < 20)))
            .Where(static window => window.Count > 0).Select(static window => $"a {window.Start}-{window.Start + 10}: {window.Count}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), run.End());
    }

    /// <summary>Slices outlive the windows that were emitted of them: what was before a restore is not emitted again.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_window_is_emitted_twice_though_its_slices_are_restored_by_others(bool cumulative)
    {
        WindowAssigner windows = cumulative ? CumulativeWindows.Of(Minutes(20), Minutes(5)) : SlidingWindows.Of(Minutes(10), Minutes(5));
        var keys = Enumerable.Range(0, 20).Select(static i => $"k{i}").ToList();
        using var run = new WindowRun(keyed => keyed.Window(windows).Aggregate(WindowRun.Sum, "sums"), parallelism: 2);
        run.Push(keys.SelectMany(static key => new Event[] { new(key, 2), new(key, 7) }));
        var all = run.Watermark(12).ToList();

        run.Harness.Restore(run.Harness.Snapshot(), parallelism: 3);
        run.Push(keys.Select(static key => new Event(key, 6)));
        all.AddRange(run.End());

        Assert.Equal(all.Count, all.Select(static text => text[..text.IndexOf(':', StringComparison.Ordinal)]).Distinct().Count());
        Assert.Equal((cumulative ? 4 : 3) * keys.Count, all.Count);
        var last = all.Where(text => text.Contains(cumulative ? " 0-20:" : " 5-15:", StringComparison.Ordinal)).ToList();
        Assert.Equal(keys.Count, last.Count);
        Assert.All(last, text => Assert.EndsWith(cumulative ? ": 3" : ": 2", text, StringComparison.Ordinal));
    }

    /// <summary>
    /// Where an idle input speaks again, one subtask may have heard a watermark that the other had not at the barrier: of the same windows some
    /// keys' were emitted, and others' not yet.
    /// </summary>
    [Theory]
    [MemberData(nameof(Restores))]
    public void Keys_whose_times_differ_at_a_restore_have_each_window_once(WindowAssigner windows, int parallelism)
    {
        var keys = Enumerable.Range(0, 20).Select(static i => $"k{i}").ToList();
        var ahead = keys.Where(static key => !IsOfSecond(key)).ToList();
        Assert.InRange(ahead.Count, 1, keys.Count - 1);
        var events = keys.SelectMany(static key => new Event[] { new(key, 2), new(key, 7), new(key, 11) });
        var again = ahead.SelectMany(static key => new Event[] { new(key, 8), new(key, 13) });
        using var undisturbed = Run();
        var expected = undisturbed.Push(events).Concat(undisturbed.Watermark(6)).Concat(undisturbed.Watermark(12))
            .Concat(undisturbed.Push(again)).Concat(undisturbed.End());

        using var run = Run();
        run.Push(events);
        var all = run.Watermark(6).ToList();
        var behind = run.Harness.Snapshot();
        all.AddRange(run.Watermark(12).Where(text => ahead.Contains(text[..text.IndexOf(' ', StringComparison.Ordinal)])));
        run.Harness.Restore(SecondSubtaskOf(behind, run.Harness.Snapshot()), parallelism);
        all.AddRange(run.Push(again));
        all.AddRange(run.End());

        Assert.Equal(expected.Order(StringComparer.Ordinal), all.Order(StringComparer.Ordinal));
        Assert.Equal(undisturbed.Harness.LateRecords, run.Harness.LateRecords);

        WindowRun Run() => new(keyed => keyed.Window(windows).Aggregate(WindowRun.Sum, "sums"), parallelism: 2);
    }

    [Fact]
    public void A_record_behind_such_a_restore_is_no_part_of_windows_before_it()
    {
        var key = Enumerable.Range(0, 20).Select(static i => $"k{i}").First(static key => IsOfSecond(key));
        using var run = new WindowRun(
            keyed => keyed.Window(CumulativeWindows.Of(Minutes(20), Minutes(5))).Aggregate(WindowRun.Sum, "sums"), parallelism: 2);
        run.Push(new Event(key, 2));
        run.Watermark(3);
        var behind = run.Harness.Snapshot();
        run.Watermark(12);
        run.Harness.Restore(SecondSubtaskOf(behind, run.Harness.Snapshot()), 1);

        Assert.Empty(run.Push(new Event(key, 8)));
        Assert.Equal([$"{key} 0-10: 2", $"{key} 0-5: 1"], run.Watermark(13));
    }

    public static TheoryData<WindowAssigner, int> Restores
    {
        get
        {
            var data = new TheoryData<WindowAssigner, int>();
            foreach (var parallelism in (int[])[1, 2, 3])
            {
                data.Add(TumblingWindows.Of(Minutes(5)), parallelism);
                data.Add(SlidingWindows.Of(Minutes(10), Minutes(5)), parallelism);
                data.Add(CumulativeWindows.Of(Minutes(20), Minutes(5)), parallelism);
                data.Add(SessionWindows.WithGap(Minutes(3)), parallelism);
            }

            return data;
        }
    }

    /// <summary>Of two.</summary>
    private static bool IsOfSecond(string key) => HashRange.SubtaskOf(KeyHash.For<string>().Hash(key), 2) == 1;

    /// <summary>A snapshot, but of the second subtask of the windows as it was in another.</summary>
    private static HarnessSnapshot SecondSubtaskOf(HarnessSnapshot other, HarnessSnapshot snapshot)
    {
        var former = other.Manifest.Operators.Single(static op => op.Uid == "sums").Subtasks;
        var operators = snapshot.Manifest.Operators.Select(op => op.Uid != "sums" ? op : op with
        {
            Subtasks = [.. op.Subtasks.Select(part => part.Index == 0 ? part : former.Single(other => other.Index == part.Index))],
        });
        return new HarnessSnapshot(
            snapshot.Manifest with { Operators = [.. operators] },
            other.Files.Concat(snapshot.Files).DistinctBy(static file => file.Key).ToDictionary());
    }

    [Fact]
    public void Windows_that_share_slices_ask_for_a_merge()
    {
        var error = Assert.Throws<ArgumentException>(() => new WindowRun(keyed => keyed.Window(SlidingWindows.Of(Minutes(10), Minutes(5)))
            .Aggregate(static () => 0, static (ref int acc, Event one) => acc += one.Value,
                static (string key, TimeWindow window, in int acc) => Text(key, window, acc), "sums")));
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
}
