using ActorStream.Coordinator;
using ActorStream.TestKit;
using ActorStream.Tests.Engine.Backends.RocksDb;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Savepoints;

/// <summary>
/// One job through versions of its program, each started from the savepoint that the one before was stopped with, moved each time: its
/// output is as if there had been one program and no stop.
/// </summary>
public sealed class JobVersionsTests : IDisposable
{
    private const int Records = 2000;
    private const int Keys = 11;
    private readonly MemoryStore<string> _store = new();
    private readonly TestHome? _home = ActorStream.Backends.Native.RocksDbLibrary.Problem is null ? new TestHome() : null;
    private int _stops;

    public void Dispose() => _home?.Dispose();

    [RocksDbFact]
    public void Every_version_goes_on_where_the_one_before_stopped()
    {
        var run = new SavepointRun(1, First, parallelism: 1).RunFor(150);

        // State added; a field added and one widened; operators before and behind.
        Next(run, Second, 4, StateBackend.RocksDb).RunFor(150);
        // The operator and a field renamed, an operator between.
        Next(run, Third, 3, StateBackend.Heap).RunFor(150);
        // State taken away, by name.
        Next(run, Fourth, 7, StateBackend.RocksDb, "totals/seen").RunFor(150);
        Next(run, Fourth, 2, StateBackend.Heap).Finish();

        Assert.Equal(
            Enumerable.Range(0, Records).GroupBy(static n => n % Keys).SelectMany(static key => key.Select((n, i) => $"{key.Key}:{i + 1}"))
                .Order(StringComparer.Ordinal),
            _store.Committed.Order(StringComparer.Ordinal));
        Assert.Equal(4, run.Job.ReadHistory().Lineage.Count);
    }

    [Fact]
    public void State_is_not_lost_unless_it_is_named()
    {
        var run = new SavepointRun(2, Third, parallelism: 2).RunFor(150);
        run.Stop("/sp");
        var files = run.Job.Files();
        run.From("/sp", 2, declare: Fourth);
        run.Job.RunToEnd();

        var report = Assert.IsType<PreflightException>(run.Job.End!.Error).Report;
        var lost = Assert.Single(report.Rows, static row => !row.IsAllowed);
        Assert.Equal(("totals", "seen", PreflightVerdict.Dropped), (lost.Operator, lost.State, lost.Verdict));
        Assert.Contains("--drop totals/seen", lost.Why, StringComparison.Ordinal);
        Assert.Equal(files.Where(static path => !path.Contains("journal", StringComparison.Ordinal)), run.Job.Files()
            .Where(static path => !path.Contains("journal", StringComparison.Ordinal)));

        run.From("/sp", 3, declare: Fourth, drop: "totals/seen").Finish();
        Assert.Equal(Records, _store.Committed.Count);
    }

    private SavepointRun Next(SavepointRun run, Action<JobBuilder> declare, int parallelism, StateBackend backend, params string[] drop)
    {
        var (made, moved) = ($"/made-{++_stops}", $"/moved/{_stops}");
        run.Stop(made);
        run.Job.RocksDb = backend == StateBackend.RocksDb ? _home!.Home : null;
        run.Job.Settings = run.Job.Settings with { State = run.Job.Settings.State with { Backend = backend } };
        return run.From(run.Move(made, moved), parallelism, declare: declare, drop: drop);
    }

    private static DataStream<int> Numbers(JobBuilder job) =>
        job.From(new ListSource<int>([.. Enumerable.Range(0, Records / 2)], [.. Enumerable.Range(Records / 2, Records / 2)]), "numbers",
            recordsPerSecond: 2000);

    private void First(JobBuilder job) =>
        Numbers(job).KeyBy(static n => n % Keys).Process(static () => new CountFirst(), "count").To(new MemorySink<string>(_store), "out");

    private void Second(JobBuilder job) => Numbers(job)
        .Select(static n => n + Keys).Process(static () => new Pass<int>(), "before")
        .KeyBy(static n => n % Keys).Process(static () => new CountSecond(), "count")
        .Where(static _ => true).To(new MemorySink<string>(_store), "out");

    private void Third(JobBuilder job) => Numbers(job)
        .Process(static () => new Pass<int>(), "before")
        .KeyBy(static n => n % Keys).Process(static () => new CountThird(), OperatorUid.Of("totals", formerly: "count"))
        .Process(static () => new Pass<string>(), "behind").To(new MemorySink<string>(_store), "out");

    private void Fourth(JobBuilder job) => Numbers(job)
        .KeyBy(static n => n % Keys).Process(static () => new CountFourth(), "totals").To(new MemorySink<string>(_store), "out");

    private sealed class Pass<T> : ProcessFunction<T, T>
    {
        protected internal override void Process(in T record, ProcessContext context, Collector<T> output) => output.Emit(record);
    }

    private record struct TotalFirst(int Count);

    private sealed class CountFirst : KeyedProcessFunction<int, int, string>
    {
        private readonly ValueState<TotalFirst> _total;

        public CountFirst() => _total = ValueState<TotalFirst>("total");

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<string> output) =>
            output.Emit($"{context.Key}:{(_total.Ref = new TotalFirst(_total.Ref.Count + 1)).Count}");
    }

    private record struct TotalSecond(long Count, string? Note);

    private sealed class CountSecond : KeyedProcessFunction<int, int, string>
    {
        private readonly ValueState<TotalSecond> _total;
        private readonly MapState<int, int> _seen;

        public CountSecond() => (_total, _seen) = (ValueState<TotalSecond>("total"), MapState<int, int>("seen"));

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<string> output)
        {
            _seen[record % 3] = record;
            output.Emit($"{context.Key}:{(_total.Ref = new TotalSecond(_total.Ref.Count + 1, "seen")).Count}");
        }
    }

    private record struct TotalThird([property: FormerlyNamed("Count")] long Records);

    private sealed class CountThird : KeyedProcessFunction<int, int, string>
    {
        private readonly ValueState<TotalThird> _total;
        private readonly MapState<int, int> _seen;

        public CountThird() => (_total, _seen) = (ValueState<TotalThird>("total"), MapState<int, int>("seen"));

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<string> output)
        {
            _seen[record % 3] = record;
            output.Emit($"{context.Key}:{(_total.Ref = new TotalThird(_total.Ref.Records + 1)).Records}");
        }
    }

    private sealed class CountFourth : KeyedProcessFunction<int, int, string>
    {
        private readonly ValueState<TotalThird> _total;

        public CountFourth() => _total = ValueState<TotalThird>("total");

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<string> output) =>
            output.Emit($"{context.Key}:{(_total.Ref = new TotalThird(_total.Ref.Records + 1)).Records}");
    }
}
