using Xunit;
using static ActorStream.Tests.Engine.Api.Windows.WindowRun;

namespace ActorStream.Tests.Engine.Api.Windows;

/// <summary>Random streams through windows, against windows that are looked at one by one.</summary>
public sealed class RandomWindowTests
{
    [Theory]
    [InlineData(1, 10, 5, 3, false)]
    [InlineData(2, 12, 1, 40, false)]
    [InlineData(3, 10, 4, 3, false)]
    [InlineData(4, 7, 3, 400, false)]
    [InlineData(5, 30, 1, 2, true)]
    [InlineData(6, 10, 4, 20, true)]
    [InlineData(7, 60, 1, 5, false)]
    public void Sliding_windows_hold_what_came_for_them_before_their_end(int seed, int size, int slide, int keys, bool restores)
    {
        var random = new Random(seed);
        using var run =
            new WindowRun(keyed => keyed.Window(SlidingWindows.Of(Minutes(size), Minutes(slide))).Aggregate(new Bags(), "bags"), restores);
        var came = new List<(Event Event, int Watermark)>();
        var (watermark, output) = (0, new List<string>());
        for (var step = 0; step < 60; step++)
        {
            // Some of it far behind, and now and then a long silence.
            var records = Enumerable.Range(0, random.Next(8))
                .Select(_ => new Event($"k{random.Next(keys)}", watermark
                    + random.Next(random.Next(4) == 0 ? -size - 2 : 0, size), random.Next(1000))).ToList();
            came.AddRange(records.Select(record => (record, step == 0 ? int.MinValue : watermark)));
            output.AddRange(run.Push(records));
            watermark += random.Next(10) == 0 ? 3 * size : random.Next(2 * slide + 1);
            output.AddRange(run.Watermark(watermark));
        }

        output.AddRange(run.End());
        var expected = from start in Enumerable.Range(-3 * size, watermark + (5 * size))
            .Where(start => ((Start.Ticks / TimeSpan.TicksPerMinute) + start) % slide == 0)
                       from one in came
                       where one.Event.Minute >= start && one.Event.Minute < start + size && one.Watermark < start + size
                       group one.Event by (one.Event.Key, start) into window
                       select Text(window.Key.Key, TimeWindow.OfTicks(At(window.Key.start).UtcTicks, At(window.Key.start + size).UtcTicks),
                           Bags.Text(window.Select(static one => one.Value)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), output.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1, 3, false)]
    [InlineData(2, 40, false)]
    [InlineData(3, 1, false)]
    [InlineData(4, 5, true)]
    [InlineData(5, 1, true)]
    public void Sessions_hold_what_lies_close_together(int seed, int keys, bool restores)
    {
        const int gap = 6;
        var random = new Random(seed);
        using var run = new WindowRun(keyed => keyed.Window(SessionWindows.WithGap(Minutes(gap))).Aggregate(new Bags(), "bags"), restores);
        var came = new List<Event>();
        var (watermark, output) = (0, new List<string>());
        for (var step = 0; step < 60; step++)
        {
            var records = Enumerable.Range(0, random.Next(5))
                .Select(_ => new Event($"k{random.Next(keys)}", watermark + random.Next(40), random.Next(1000))).ToList();
            came.AddRange(records);
            output.AddRange(run.Push(records));
            watermark += random.Next(12);
            output.AddRange(run.Watermark(watermark));
        }

        output.AddRange(run.End());
        Assert.Equal(came.GroupBy(static one => one.Key).SelectMany(static one => Sessions(one, gap))
            .Order(StringComparer.Ordinal), output.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Sessions(IGrouping<string, Event> records, int gap)
    {
        var session = new List<Event>();
        foreach (var record in records.OrderBy(static one => one.Minute))
        {
            if (session.Count > 0 && record.Minute - session[^1].Minute >= gap)
            {
                yield return TextOf(session, gap);
                session.Clear();
            }

            session.Add(record);
        }

        yield return TextOf(session, gap);
    }

    private static string TextOf(List<Event> session, int gap) => Text(
        session[0].Key,
        TimeWindow.OfTicks(At(session[0].Minute).UtcTicks, At(session[^1].Minute + gap).UtcTicks),
        Bags.Text(session.Select(static one => one.Value)));

    /// <summary>Keeps all values, in an object that is changed in place: whatever shares one with another shows it.</summary>
    private sealed class Bags : IWindowAggregate<Event, string, Bag, string>, IWindowMerge<Bag>
    {
        public Bag Create() => new();

        public void Add(ref Bag acc, Event record) => acc.Values.Add(record.Value);

        public string Result(string key, TimeWindow window, in Bag acc) => WindowRun.Text(key, window, Text(acc.Values));

        public void Merge(ref Bag acc, in Bag other) => acc.Values.AddRange(other.Values);

        internal static string Text(IEnumerable<int> values) => string.Join(' ', values.Order());
    }

    public sealed class Bag
    {
        public List<int> Values { get; set; } = [];
    }
}
