using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;
using Xunit;

namespace ActorStream.Tests.Engine.Kit;

public sealed class JobSimulationTests
{
    private static readonly IReadOnlyList<string> Words = [.. Enumerable.Range(0, 120).Select(static i => $"w{i * 7 % 11}")];

    [Fact]
    public void Right_job_survives_every_seed_and_meets_every_fault()
    {
        var report = JobSimulation.Run(static job => Count(job, static () => new Counted()), seeds: 1..60);

        Assert.Equal(60, report.Runs);
        Assert.True(report.Faults > 100, report.ToString());
        Assert.True(report.Checkpoints > 100, report.ToString());
        Assert.All(Enum.GetNames<FaultKind>(), kind => Assert.Contains(kind, report.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Same_seeds_do_the_same()
    {
        var one = JobSimulation.Run(static job => Count(job, static () => new Counted()), seeds: 5..9);
        var other = JobSimulation.Run(static job => Count(job, static () => new Counted()), seeds: 5..9);

        Assert.Equal(one.ToString(), other.ToString());
    }

    [Fact]
    public void State_in_a_field_is_found_and_named_and_replayed()
    {
        static void Job(JobBuilder job) => Count(job, static () => new CountedInAField());
        var broken = Assert.Throws<JobSimulationException>(() => JobSimulation.Run(Job, seeds: 1..100));

        Assert.Contains(broken.Hints, static hint => hint.Contains("'_counts'", StringComparison.Ordinal));
        Assert.Contains($"seed: {broken.Seed}", broken.Message, StringComparison.Ordinal);
        Assert.Contains(broken.Faults, broken.Message, StringComparison.Ordinal);

        var trace = new List<string>();
        var again = Assert.Throws<JobSimulationException>(() => JobSimulation.Replay(Job, broken.Seed!.Value, trace.Add));
        Assert.Equal(broken.Message, again.Message);
        Assert.Contains(trace, static line => line.Contains("log Job", StringComparison.Ordinal));
    }

    [Fact]
    public void Lambda_with_state_is_found_and_named()
    {
        static void Job(JobBuilder job)
        {
            var number = 0;
            job.From(new ListSource<string>(Words), "words").Select(word => $"{++number}").To(new MemorySink<string>(), "out");
        }

        var broken = Assert.Throws<JobSimulationException>(() => JobSimulation.Run(Job, seeds: 1..100));
        Assert.Contains(broken.Hints, static hint => hint.Contains("'number'", StringComparison.Ordinal));
    }

    [Fact]
    public void Await_that_comes_back_from_outside_fails_the_run()
    {
        var broken = FailWriting(static (_, _) =>
        {
            var context = SynchronizationContext.Current!;
            var other = new Thread(() => context.Post(static _ => { }, null));
            other.Start();
            other.Join();
            return default;
        });
        Assert.Contains("left the simulation", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Await_that_does_not_come_back_is_named()
    {
        var broken = FailWriting(static (_, _) => new ValueTask(new TaskCompletionSource().Task));
        Assert.Contains("outside of the simulation", broken.Message, StringComparison.Ordinal);
        Assert.Contains("SinkStage", broken.Message, StringComparison.Ordinal);
    }

    private static JobSimulationException FailWriting(Func<int, CancellationToken, ValueTask> beforeWrite) =>
        Assert.Throws<JobSimulationException>(() => JobSimulation.Run(
            job => job.From(new ListSource<string>(Words), "words").To(new MemorySink<string> { BeforeWrite = beforeWrite }, "out"),
            seeds: 1..1));

    [Fact]
    public void Check_that_never_holds_fails_without_faults()
    {
        var broken = Assert.Throws<JobSimulationException>(() => JobSimulation.Run(
            static job => Count(job, static () => new Counted()),
            seeds: 1..10,
            check: static run => Assert.Empty(run.Committed<string>("out"))));

        Assert.Null(broken.Seed);
        Assert.Contains("without faults", broken.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<Xunit.Sdk.XunitException>(broken.InnerException);
    }

    [Fact]
    public void Files_in_and_out_are_simulated_too()
    {
        string[] lines = [.. Enumerable.Range(0, 50).Select(static i => $"line {i}")];
        var report = JobSimulation.Run(
            static job => job.From(TextFile.ReadLines("/in", splitBytes: 64), "lines").To(TextFile.ExactlyOnce("/out"), "out"),
            seeds: 1..20,
            check: run => Assert.Equal(lines.Order(), run.Files.List("/out").SelectMany(run.Files.ReadLines).Order()),
            new JobSimulationOptions { Files = files => files.Write("/in/a.txt", string.Join('\n', lines)) });

        Assert.True(report.Faults > 20, report.ToString());
    }

    [Fact]
    public void Job_without_an_end_is_stopped_and_then_checked()
    {
        static void Job(JobBuilder job) => job.From(new EndlessCount(), "numbers", recordsPerSecond: 500).To(new MemorySink<long>(), "out");

        JobSimulation.Run(Job, seeds: 1..20, check: static run =>
        {
            Assert.True(run.WasStopped);
            var committed = run.Committed<long>("out").Order().ToList();
            Assert.Equal(Enumerable.Range(0, committed.Count).Select(static n => (long)n), committed);
        });
        Assert.Throws<ArgumentException>(() => JobSimulation.Run(Job, seeds: 1..20));
    }

    [Fact]
    public void Job_that_never_ends_fails_within_its_bound()
    {
        static void Job(JobBuilder job)
        {
            var feed = new FeedSource<string>();
            feed.Push(Words);
            job.From(feed, "words").To(new MemorySink<string>(), "out");
        }

        var broken = Assert.Throws<JobSimulationException>(
            () => JobSimulation.Run(Job, seeds: 1..5, options: new JobSimulationOptions { Patience = TimeSpan.FromSeconds(3) }));
        Assert.Contains("not over", broken.Message, StringComparison.Ordinal);
    }

    private static void Count(JobBuilder job, Func<KeyedProcessFunction<string, string, string>> function) => job
        .From(new ListSource<string>([.. Words.Take(50)], [.. Words.Skip(50)]), "words")
        .KeyBy(static word => word)
        .Process(function, "count")
        .To(new MemorySink<string>(), "out");

    private sealed class Counted : KeyedProcessFunction<string, string, string>
    {
        private readonly ValueState<int> _count;

        public Counted() => _count = ValueState<int>("count");

        protected internal override void Process(in string word, KeyedContext<string> context, Collector<string> output) =>
            output.Emit($"{word} {++_count.Ref}");
    }

    private sealed class CountedInAField : KeyedProcessFunction<string, string, string>
    {
        private readonly Dictionary<string, int> _counts = [];

        protected internal override void Process(in string word, KeyedContext<string> context, Collector<string> output) =>
            output.Emit($"{word} {_counts[word] = _counts.GetValueOrDefault(word) + 1}");
    }

    /// <summary>Counts without end.</summary>
    private sealed class EndlessCount : ISource<long, ListSplit>
    {
        public bool IsBounded => false;

        public ValueTask<IReadOnlyList<ListSplit>> DiscoverAsync(
            IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) => new([new ListSplit(0, 0)]);

        public ValueTask<ISplitReader<long, ListSplit>> OpenAsync(ListSplit split, SourceContext context, CancellationToken cancellation) =>
            new(new Reader(split));

        private sealed class Reader(ListSplit split) : ISplitReader<long, ListSplit>
        {
            public ListSplit Position { get; private set; } = split;

            public ValueTask<bool> FetchAsync(FetchBuffer<long> into, CancellationToken cancellation)
            {
                into.Add(Position.Offset);
                Position = Position with { Offset = Position.Offset + 1 };
                return new(true);
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
