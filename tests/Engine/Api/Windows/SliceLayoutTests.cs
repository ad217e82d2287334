using Xunit;

namespace ActorStream.Tests.Engine.Api.Windows;

/// <summary>Slices against what they stand for: windows, listed one by one.</summary>
public sealed class SliceLayoutTests
{
    public static TheoryData<string, long, long, long> Layouts => new()
    {
        { "tumbling", 10, 10, 3 }, { "sliding", 10, 5, 0 }, { "sliding", 10, 4, 1 }, { "sliding", 7, 3, 2 }, { "sliding", 60, 1, 0 },
        { "sliding", 6, 6, 5 },
        { "cumulative", 10, 2, 0 }, { "cumulative", 12, 3, 7 }, { "cumulative", 5, 5, 0 },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_slice_belongs_to_the_windows_of_each_of_its_times(string kind, long size, long step, long offset)
    {
        SliceLayout layout = kind switch
        {
            "tumbling" => new TumblingSlices(size, offset),
            "sliding" => new SlidingSlices(size, step, offset),
            _ => new CumulativeSlices(size, step, offset),
        };
        var windows = Windows(kind, size, step, offset).ToList();
        for (var time = 100L; time < 200; time++)
        {
            var (start, end) = layout.SliceAt(time);
            Assert.InRange(time, start, end - 1);
            var expected = windows.Where(window => window.Start <= time && time < window.End).OrderBy(static window => window.End).ToList();
            var found = new List<WindowSpan>();
            for (var next = layout.NextEnd(start, end - 1); next <= layout.LastEnd(start)
                && (found.Count == 0 || found[^1].End < next); next = layout.NextEnd(start, next))
            {
                found.Add(new WindowSpan(layout.StartOf(next), next));
            }

            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void A_day_in_which_clocks_are_set_forward_is_shorter_and_one_in_which_they_are_set_back_longer()
    {
        var days = CalendarWindows.Days(Berlin).Slices;
        Assert.Equal(("2024-03-30T23:00", "2024-03-31T22:00"), Texts(days.SliceAt(Utc("2024-03-31T12:00"))));
        Assert.Equal(("2024-10-26T22:00", "2024-10-27T23:00"), Texts(days.SliceAt(Utc("2024-10-27T12:00"))));
        Assert.Equal(("2024-10-26T22:00", "2024-10-27T23:00"), Texts(days.SliceAt(Utc("2024-10-27T22:59"))));
        Assert.Equal(("2024-10-27T23:00", "2024-10-28T23:00"), Texts(days.SliceAt(Utc("2024-10-27T23:00"))));
    }

    [Fact]
    public void A_day_whose_start_is_passed_over_begins_as_much_later()
    {
        // At 2:00 it is 3:00.
        var days = CalendarWindows.Days(Berlin, TimeSpan.FromHours(2.5)).Slices;
        Assert.Equal(("2024-03-31T01:30", "2024-04-01T00:30"), Texts(days.SliceAt(Utc("2024-03-31T12:00"))));
        Assert.Equal(("2024-03-30T01:30", "2024-03-31T01:30"), Texts(days.SliceAt(Utc("2024-03-31T01:29"))));
    }

    [Fact]
    public void A_day_whose_start_comes_twice_begins_the_first_time()
    {
        // At 3:00 it is 2:00 again.
        var days = CalendarWindows.Days(Berlin, TimeSpan.FromHours(2.5)).Slices;
        Assert.Equal(("2024-10-27T00:30", "2024-10-28T01:30"), Texts(days.SliceAt(Utc("2024-10-27T00:30"))));
        Assert.Equal(("2024-10-27T00:30", "2024-10-28T01:30"), Texts(days.SliceAt(Utc("2024-10-27T01:00"))));
        Assert.Equal(("2024-10-26T00:30", "2024-10-27T00:30"), Texts(days.SliceAt(Utc("2024-10-27T00:29"))));
    }

    [Fact]
    public void Weeks_and_months_begin_on_their_first_day()
    {
        Assert.Equal(
            ("2024-10-20T22:00", "2024-10-27T23:00"), Texts(CalendarWindows.Weeks(Berlin).Slices.SliceAt(Utc("2024-10-27T12:00"))));
        Assert.Equal(("2024-10-26T22:00", "2024-11-02T23:00"),
            Texts(CalendarWindows.Weeks(Berlin, DayOfWeek.Sunday).Slices.SliceAt(Utc("2024-10-27T12:00"))));
        Assert.Equal(
            ("2024-01-31T23:00", "2024-02-29T23:00"), Texts(CalendarWindows.Months(Berlin).Slices.SliceAt(Utc("2024-02-29T22:59"))));
    }

    /// <summary>Every hour of two years is in one day, and days touch.</summary>
    [Fact]
    public void Days_follow_each_other_without_gaps()
    {
        var days = CalendarWindows.Days(Berlin).Slices;
        var (start, end) = days.SliceAt(Utc("2024-01-01T00:00"));
        for (var time = Utc("2024-01-01T00:00"); time < Utc("2026-01-01T00:00"); time += TimeSpan.TicksPerHour)
        {
            if (time >= end)
            {
                Assert.Equal(end, days.SliceAt(time).Start);
                (start, end) = days.SliceAt(time);
            }

            Assert.Equal((start, end), days.SliceAt(time));
            Assert.Equal(start, days.StartOf(end));
        }
    }

    /// <summary>As in Berlin, without the machine's data: an hour more from the last Sunday of March to that of October.</summary>
    internal static TimeZoneInfo Berlin { get; } = TimeZoneInfo.CreateCustomTimeZone(
        "Berlin", TimeSpan.FromHours(1), "Berlin", "winter", "summer",
        [
            TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                new DateTime(1996, 1, 1), new DateTime(2100, 12, 31), TimeSpan.FromHours(1),
                TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
                TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday)),
        ]);

    private static IEnumerable<WindowSpan> Windows(string kind, long size, long step, long offset)
    {
        for (var start = offset - 200; start < 400; start++)
        {
            if ((start - offset) % (kind == "cumulative" ? size : step) != 0) continue;
            for (var end = kind == "cumulative" ? start + step : start + size; end <= start + size; end += step)
                yield return new WindowSpan(start, end);
        }
    }

    private static long Utc(string text) => DateTime.Parse(text + "Z", null, System.Globalization.DateTimeStyles.AdjustToUniversal).Ticks;

    private static (string Start, string End) Texts((long Start, long End) slice) =>
        ($"{new DateTime(slice.Start):yyyy-MM-ddTHH:mm}", $"{new DateTime(slice.End):yyyy-MM-ddTHH:mm}");
}
