using ActorStream.Hosting.Terminal;
using ActorStream.TestKit;
using ActorStream.Tests.Engine.Hosting.Jobs;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Programs;

/// <summary>Job programs on the real engine and the real disk.</summary>
[Collection(Signals.Collection)]
public sealed class JobOnEngineTests : IDisposable
{
    private const int Numbers = 5_000;

    private readonly JobFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly MemoryStore<int> _store = new();
    private readonly ListSource<int> _source = new([.. Enumerable.Range(0, Numbers)], [.. Enumerable.Range(Numbers, Numbers)]);

    [Fact]
    public async Task Bounded_job_commits_each_record_once_and_ends()
    {
        Assert.Equal(0, await RunAsync(Declare));
        AssertEachOnce();
        Assert.Contains($"counts has finished: {2 * Numbers:N0} records", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_that_throws_once_costs_a_restart_and_no_record()
    {
        var seen = 0;
        Assert.Equal(0, await RunAsync(job => job.From(_source, uid: "in")
            .Select(number => Interlocked.Increment(ref seen) == Numbers ? throw new InvalidOperationException("once") : number)
            .To(new MemorySink<int>(_store), uid: "out")));
        AssertEachOnce();
        Assert.Contains("restarts 1.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: once", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_that_fails_for_good_names_the_cause()
    {
        var code = await RunAsync(
            job => job.From(_source, uid: "in").Select<int>(_ => throw new InvalidOperationException("always")).ForEach(_ => { }),
            "--set", "restart.strategy=none");
        Assert.Equal(1, code);
        Assert.EndsWith(": always\n", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "counts failed in source 'in' → select #1 → for-each #2, subtask ", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_that_a_restart_brings_again_fails_the_job_at_once()
    {
        var seen = 0;
        var code = await RunAsync(job => job.From(_source, uid: "in").WithParallelism(1)
            .Select<int>(_ => throw new InvalidOperationException($"sight {++seen}", new PermanentException())).WithParallelism(1)
            .ForEach(_ => { }));
        Assert.Equal(1, code);
        Assert.Equal(1, seen);
        Assert.Contains(", subtask 0: sight 1", _error.ToString(), StringComparison.Ordinal);
    }

    private sealed class PermanentException : Exception, IPermanentError;

    [Fact]
    public async Task Stopped_job_goes_on_where_it_was_with_another_parallelism()
    {
        var committed = new TaskCompletionSource();
        var sink = new MemorySink<int>(_store)
        {
            BeforeWrite = (_, _) =>
            {
                if (_store.Committed.Count > 0)
                    committed.TrySetResult();
                return default;
            },
        };
        const int tooSlowToEnd = 1_000;
        var run = RunAsync(
            job => job.From(_source, uid: "in", recordsPerSecond: tooSlowToEnd).To(sink, uid: "out"), "--checkpoint-interval", "10ms");
        Assert.Same(committed.Task, await Task.WhenAny(committed.Task, run));
        Signals.Terminate();
        Assert.Equal(0, await run);
        Assert.Contains("counts is stopped.", _output.ToString(), StringComparison.Ordinal);
        Assert.InRange(_store.Committed.Count, 1, 2 * Numbers - 1);

        Assert.Equal(0, await RunAsync(Declare, "--parallelism", "3"));
        AssertEachOnce();
    }

    [Fact]
    public async Task Finished_job_is_over_until_it_is_started_fresh()
    {
        var output = _folder.Beside("out");
        void Lines(JobBuilder job) =>
            job.From(_source, uid: "in").Select(number => $"{number}").To(TextFile.ExactlyOnce(output), uid: "out");
        Assert.Equal(0, await RunAsync(Lines));
        var before = _folder.Contents();
        Assert.Equal(0, await RunAsync(Lines));
        Assert.Equal(before, _folder.Contents());

        Assert.Equal(0, await RunAsync(Lines, "--fresh"));
        var lines = Directory.EnumerateFiles(output).Where(path => Path.GetFileName(path)[0] != '.').SelectMany(File.ReadLines);
        Assert.Equal(Enumerable.Range(0, 2 * Numbers), lines.Select(int.Parse).Order());
        Assert.Empty(_error.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private void Declare(JobBuilder job) => job.From(_source, uid: "in").To(new MemorySink<int>(_store), uid: "out");

    private Task<int> RunAsync(Action<JobBuilder> declare, params string[] args)
    {
        var terminal = new JobTerminal(_output, _error, null, TimeProvider.System);
        return new JobProgram("counts", ["--checkpoints", _folder.Checkpoints, .. args], terminal).RunAsync(declare);
    }

    private void AssertEachOnce() => Assert.Equal(Enumerable.Range(0, 2 * Numbers), _store.Committed.Order());
}
