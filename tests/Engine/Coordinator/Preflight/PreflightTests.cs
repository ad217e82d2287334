using ActorStream.Actors;
using ActorStream.Coordinator;
using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Engine.Coordinator.Savepoints;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Check = ActorStream.Coordinator.Preflight;

namespace ActorStream.Tests.Engine.Coordinator.Preflight;

/// <summary>What a changed job is told before it is started from a savepoint.</summary>
public sealed class PreflightTests
{
    private readonly SavepointRun _run;
    private readonly MemoryStore<int> _store = new();

    public PreflightTests()
    {
        _run = new SavepointRun(1, job => Job(job, "count", static () => new Before()), 2).RunFor(150);
        _run.Stop("/sp");
    }

    [Fact]
    public async Task Same_job_maps_all_of_it()
    {
        var report = await CheckAsync(job => Job(job, "count", static () => new Before()));

        Assert.True(report.IsOk);
        Assert.All(report.Rows, static row => Assert.Equal(PreflightVerdict.Maps, row.Verdict));
        Assert.Equal(["gone", "list", "note", "number"], report.Rows.Select(static row => row.State).Order());
        var source = Assert.Single(report.Sources);
        Assert.Equal((PreflightVerdict.Maps, 1, 1, 0), (source.Verdict, source.Left, source.Read, source.Found));
    }

    [Fact]
    public async Task Each_change_has_its_verdict_and_what_is_not_allowed_says_what_to_do()
    {
        var report = await CheckAsync(job => Job(job, "count", static () => new After()));

        Assert.False(report.IsOk);
        Assert.Equal(
            ["added New", "gone Dropped", "list Maps", "note Incompatible", "number Converted"],
            report.Rows.OrderBy(static row => row.State, StringComparer.Ordinal).Select(static row => $"{row.State} {row.Verdict}"));
        Assert.Equal(["gone", "note"], report.Rows.Where(static row => !row.IsAllowed).Select(static row => row.State).Order());
        Assert.Contains("--drop count/gone", report.Rows.Single(static row => row.State == "gone").Why, StringComparison.Ordinal);

        report = await CheckAsync(job => Job(job, "count", static () => new After()), "count/gone");
        Assert.Equal("note", Assert.Single(report.Rows, static row => !row.IsAllowed).State);

        // What cannot be read can be let go as well; what can be is not.
        report = await CheckAsync(job => Job(job, "count", static () => new After()), "count/gone", "count/note", "count/number");
        Assert.True(report.IsOk);
        Assert.Equal(PreflightVerdict.Converted, report.Rows.Single(static row => row.State == "number").Verdict);
    }

    [Fact]
    public void State_that_cannot_be_read_is_let_go_by_name() =>
        _run.From("/sp", 2, declare: job => Job(job, "count", static () => new After()), drop: ["count/gone", "count/note"]).Finish();

    [Fact]
    public async Task Operator_is_found_under_the_uid_that_it_had()
    {
        Assert.True((await CheckAsync(job => Job(job, OperatorUid.Of("total", formerly: "count"), static () => new Before()))).IsOk);

        var report = await CheckAsync(job => Job(job, "total", static () => new Before()));
        var lost = Assert.Single(report.Rows, static row => !row.IsAllowed);
        Assert.Equal(("count", "", PreflightVerdict.Dropped), (lost.Operator, lost.State, lost.Verdict));
        Assert.Contains("formerly: \"count\"", lost.Why, StringComparison.Ordinal);
        Assert.True((await CheckAsync(job => Job(job, "total", static () => new Before()), "count")).IsOk);
    }

    [Fact]
    public async Task Another_type_of_key_is_incompatible()
    {
        var report = await CheckAsync(job => job.From(Lists(), "numbers").KeyBy(static n => $"{n}")
            .Process(static () => new OtherKey(), "count").To(new MemorySink<int>(_store), "out"));

        Assert.Contains(report.Rows, static row => row.Verdict == PreflightVerdict.Incompatible
            && row.Was!.StartsWith("key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Source_that_is_gone_must_be_named_and_a_new_one_begins_at_the_beginning()
    {
        void Declare(JobBuilder job) => job.From(Lists(), "others").KeyBy(static n => n).Process(static () => new Before(), "count")
            .To(new MemorySink<int>(_store), "out");
        var report = await CheckAsync(Declare);

        Assert.Equal(["numbers Dropped False", "others New True"], report.Sources.OrderBy(static one => one.Uid)
            .Select(static one => $"{one.Uid} {one.Verdict} {one.IsAllowed}"));
        Assert.True((await CheckAsync(Declare, "numbers")).IsOk);
    }

    [Fact]
    public async Task Sink_that_was_taken_away_leaves_nothing_behind() => Assert.True(
        (await CheckAsync(job => job.From(Lists(), "numbers").KeyBy(static n => n).Process(static () => new Before(), "count")
            .ForEach(static _ => { }))).IsOk);

    [Fact]
    public async Task Accumulators_of_windows_are_compared_as_well()
    {
        _run.From("/sp", 2, declare: job => Windowed(job, new Total<int>(0)), drop: "count").RunFor(100);
        _run.Stop("/windows");

        Assert.Equal(PreflightVerdict.Maps, await VerdictAsync(new Total<int>(0)));
        Assert.Equal(PreflightVerdict.Converted, await VerdictAsync(new Total<long>(0)));
        Assert.Equal(PreflightVerdict.Incompatible, await VerdictAsync(new Total<string>("")));

        async Task<PreflightVerdict> VerdictAsync<TAcc>(Total<TAcc> total) => (await CheckAsync("/windows", job => Windowed(job, total)))
            .Rows.Single(static row => row.State == "window").Verdict;
    }

    [Fact]
    public async Task Nothing_is_touched()
    {
        var before = _run.Job.Files("/");
        await CheckAsync(job => Job(job, "count", static () => new After()));
        Assert.Equal(before, _run.Job.Files("/"));
    }

    private Task<PreflightReport> CheckAsync(Action<JobBuilder> declare, params string[] drop) => CheckAsync("/sp", declare, drop);

    private async Task<PreflightReport> CheckAsync(string directory, Action<JobBuilder> declare, params string[] drop)
    {
        var builder = new JobBuilder("test", NoServices.Instance);
        declare(builder);
        var ports = new PortContext("test", _run.Disk, TimeProvider.System, NullLoggerFactory.Instance);
        return await Check.CheckAsync(
            JobPlan.Of(builder.Build(), 3), new RestoreSource(directory, ClaimMode.NoClaim, drop), ports, default);
    }

    private void Job(JobBuilder job, OperatorUid uid, Func<KeyedProcessFunction<int, int, int>> function) => job
        .From(Lists(), "numbers", recordsPerSecond: 1000).KeyBy(static n => n).Process(function, uid)
            .To(new MemorySink<int>(_store), "out");

    private void Windowed<TAcc>(JobBuilder job, Total<TAcc> total) => job
        .From(Lists(), "numbers", recordsPerSecond: 1000).WithWatermarks(static n => DateTimeOffset.UnixEpoch.AddSeconds(n), TimeSpan.Zero)
        .KeyBy(static n => n % 3).Window(TumblingWindows.Of(TimeSpan.FromDays(1))).Aggregate(total, "sum")
            .To(new MemorySink<int>(_store), "out");

    private sealed class Total<TAcc>(TAcc first) : IWindowAggregate<int, int, TAcc, int>
    {
        public TAcc Create() => first;

        public void Add(ref TAcc acc, int record)
        {
        }

        public int Result(int key, TimeWindow window, in TAcc acc) => key;
    }

    private static ListSource<int> Lists() => new([.. Enumerable.Range(0, 1000)], [1, 2, 3]);

    private sealed class Before : KeyedProcessFunction<int, int, int>
    {
        private readonly ValueState<int> _number;
        private readonly ValueState<string> _note;
        private readonly ListState<int> _list;
        private readonly MapState<int, int> _gone;

        public Before() =>
            (_number, _note, _list, _gone) =
                (ValueState<int>("number"), ValueState<string>("note"), ListState<int>("list"), MapState<int, int>("gone"));

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<int> output)
        {
            _number.Ref = record;
            _note.Ref = "n";
            _list.Add(record);
            _gone[record] = record;
            output.Emit(record);
        }
    }

    private sealed class After : KeyedProcessFunction<int, int, int>
    {
        public After()
        {
            ValueState<long>("number");
            ValueState<DateTimeOffset>("note");
            ListState<int>("list");
            ValueState<int>("added");
        }

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<int> output) => output.Emit(record);
    }

    private sealed class OtherKey : KeyedProcessFunction<string, int, int>
    {
        public OtherKey() => ValueState<int>("number");

        protected internal override void Process(in int record, KeyedContext<string> context, Collector<int> output) => output.Emit(record);
    }
}
