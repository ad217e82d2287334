using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Subtasks;

public sealed class SubtaskTests
{
    private static readonly DateTimeOffset Start = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public readonly record struct Event(int Key, long Value, DateTimeOffset Time);

    public readonly record struct Sum(int Key, DateTimeOffset Start, long Total, int Count);

    public record struct Acc(long Total, int Count);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Windowed_sums_are_the_same_at_any_parallelism(int parallelism)
    {
        var events = Events(3, 400);
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var store = new MemoryStore<Sum>();
            SubtaskRun.Run(job => Windowed(job, events, store), parallelism, seed);
            Assert.Equal(ExpectedSums(events), store.Committed.OrderBy(s => (s.Start, s.Key)));
            Assert.Equal(0, store.Begun);
        }
    }

    [Fact]
    public void Small_batches_and_a_tiny_budget_change_nothing()
    {
        var events = Events(4, 300);
        var store = new MemoryStore<Sum>();
        var buffers = new BufferSettings { BatchRecords = 3, BatchBytes = new ByteSize(1024), Budget = ByteSize.MiB(1) };
        SubtaskRun.Run(job => Windowed(job, events, store), 3, seed: 9, buffers);
        Assert.Equal(ExpectedSums(events), store.Committed.OrderBy(s => (s.Start, s.Key)));
    }

    [Fact]
    public void A_long_sequence_of_one_record_stays_within_its_channels()
    {
        var store = new MemoryStore<long>();
        var inFlight = 0L;
        var mostInFlight = 0L;
        var run = SubtaskRun.Run(
            job => job.From(new ListSource<int>([1, 2]), "numbers").WithParallelism(1)
                .SelectMany(n => Count(n)).WithParallelism(1)
                .Rebalance()
                .To(new MemorySink<long>(store) { BeforeWrite = (n, _) => { Interlocked.Add(ref inFlight, -n); return default; } }, "out"),
            parallelism: 2);
        Assert.Equal(200_000, store.Committed.Count);
        Assert.Equal(200_000, store.Committed.Distinct().Count());
        // Two channels, two batches each and one gathered, plus what the two stages hold; more only as far as the budget lends.
        Assert.InRange(mostInFlight, 1, run.Environment.Settings.Buffers.Budget.Bytes / sizeof(long) + 16 * 1024);

        IEnumerable<long> Count(int n)
        {
            for (var i = 0; i < 100_000; i++)
            {
                mostInFlight = Math.Max(mostInFlight, Interlocked.Increment(ref inFlight));
                yield return n * 1_000_000L + i;
            }
        }
    }

    [Fact]
    public void Union_broadcast_and_branches_deliver_every_record()
    {
        var store = new MemoryStore<string>();
        SubtaskRun.Run(
            job =>
            {
                var a = job.From(new ListSource<int>([.. Enumerable.Range(0, 50)]), "a");
                var b = job.From(new ListSource<int>([.. Enumerable.Range(100, 50)]) { IsSynchronous = true }, "b");
                var both = a.Union(b);
                both.Where(n => n % 2 == 0).Select(n => $"even {n}").To(new MemorySink<string>(store), "even");
                both.Broadcast().Select(n => $"all {n}").To(new MemorySink<string>(store), "all");
            },
            parallelism: 2);
        var numbers = Enumerable.Range(0, 50).Concat(Enumerable.Range(100, 50)).ToList();
        var expected = numbers.Where(n => n % 2 == 0).Select(n => $"even {n}").Concat(numbers.SelectMany(n => new[] { $"all {n}", $"all {n}" }));
        Assert.Equal(expected.Order(), store.Committed.Order());
    }

    [Fact]
    public void Timers_fire_once_per_key_and_time()
    {
        var store = new MemoryStore<string>();
        var events = Events(2, 100);
        SubtaskRun.Run(
            job => job.From(new ListSource<Event>([.. events]), "events")
                .WithWatermarks(e => e.Time, TimeSpan.FromMinutes(10))
                .KeyBy(e => e.Key)
                .Process(() => new HourlyCount(), "hourly")
                .To(new MemorySink<string>(store), "out"),
            parallelism: 3);
        var expected = events.SelectMany(l => l).GroupBy(e => (e.Key, Hour: e.Time.UtcTicks / TimeSpan.TicksPerHour))
            .GroupBy(g => g.Key.Key)
            .SelectMany(key => key.OrderBy(g => g.Key.Hour).Select(g => $"{g.Key.Key} {g.Key.Hour}"));
        Assert.Equal(expected.Order(), store.Committed.Order());
    }

    [Fact]
    public void Two_watermarks_on_one_source_do_not_share_their_progress()
    {
        // Departures are in order; arrivals lie up to an hour behind the latest. With the departures' watermark some arrivals would be
        // late.
        var random = new Random(5);
        var events = Enumerable.Range(0, 400)
            .Select(i => new Event(i % 3, random.Next(3600), Start.AddMinutes(i))).ToList();
        var store = new MemoryStore<string>();
        SubtaskRun.Run(
            job =>
            {
                var source = job.From(new ListSource<Event>(events), "events");
                Count(source.WithWatermarks(e => e.Time, TimeSpan.Zero), "departures");
                Count(source.WithWatermarks(e => e.Time.AddSeconds(-e.Value), TimeSpan.FromHours(1)), "arrivals");
            },
            parallelism: 1);
        foreach (var name in new[] { "departures", "arrivals" })
        {
            var counted = store.Committed.Where(s => s.StartsWith(name, StringComparison.Ordinal))
                .Sum(s => int.Parse(s.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(events.Count, counted);
        }

        void Count(DataStream<Event> stream, string name) => stream
            .KeyBy(e => e.Key)
            .Window(TumblingWindows.Of(TimeSpan.FromMinutes(10)))
            .Aggregate(() => 0, (ref int acc, Event _) => acc++, (int _, TimeWindow _, in int acc) => $"{name} {acc}", name)
            .To(new MemorySink<string>(store), $"{name}-out");
    }

    [Fact]
    public void Two_runs_of_one_seed_acknowledge_alike()
    {
        string Run()
        {
            var store = new MemoryStore<Sum>();
            var result = SubtaskRun.Run(job => Windowed(job, Events(3, 200), store), 3, seed: 4);
            return string.Join(" ", result.Acknowledgements.Select(a => $"{a.Checkpoint}:{a.Subtask}:{a.Timings.SnapshotBytes}"));
        }

        Assert.Equal(Run(), Run());
    }

    private static void Windowed(JobBuilder job, IReadOnlyList<Event>[] events, MemoryStore<Sum> store) =>
        job.From(new ListSource<Event>(events), "events")
            .Where(e => e.Value >= 0)
            .Select(e => e with { Value = e.Value * 2 })
            .WithWatermarks(e => e.Time, TimeSpan.FromMinutes(10))
            .KeyBy(e => e.Key)
            .Window(TumblingWindows.Of(TimeSpan.FromHours(1)))
            .Aggregate(
                () => default(Acc),
                (ref Acc acc, Event e) => acc = new Acc(acc.Total + e.Value, acc.Count + 1),
                (int key, TimeWindow window, in Acc acc) => new Sum(key, window.Start, acc.Total, acc.Count),
                "hourly")
            .To(new MemorySink<Sum>(store), "out");

    private static IEnumerable<Sum> ExpectedSums(IReadOnlyList<Event>[] events) => events
        .SelectMany(l => l)
        .Where(e => e.Value >= 0)
        .GroupBy(e => (e.Key, Hour: new DateTimeOffset(e.Time.UtcTicks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero)))
        .Select(g => new Sum(g.Key.Key, g.Key.Hour, g.Sum(e => e.Value * 2), g.Count()))
        .OrderBy(s => (s.Start, s.Key));

    /// <summary>Lists that follow each other in time, out of order by less than ten minutes.</summary>
    private static IReadOnlyList<Event>[] Events(int lists, int each)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, lists).Select(l => Enumerable.Range(0, each)
            .Select(i => new Event(random.Next(10), random.Next(-2, 20), Start.AddMinutes(3 * (l * each + i)).AddSeconds(-random.Next(500))))
            .ToList())];
    }

    private sealed class HourlyCount : KeyedProcessFunction<int, Event, string>
    {
        private readonly ValueState<int> _count;

        public HourlyCount() => _count = ValueState<int>("count");

        protected internal override void Process(in Event record, KeyedContext<int> context, Collector<string> output)
        {
            _count.Ref++;
            var hour = record.Time.UtcTicks / TimeSpan.TicksPerHour;
            context.SetTimer(new DateTimeOffset((hour + 1) * TimeSpan.TicksPerHour - 1, TimeSpan.Zero));
        }

        protected internal override void OnTimer(FiredTimer timer, KeyedContext<int> context, Collector<string> output) =>
            output.Emit($"{context.Key} {timer.Time.UtcTicks / TimeSpan.TicksPerHour}");
    }
}
