using System.CommandLine;
using System.Text.Json;
using ActorStream.Cli;
using ActorStream.Hosting.Control;
using ActorStream.Hosting.Terminal;
using ActorStream.TestKit;
using ActorStream.Tests.Engine.Hosting.Jobs;
using ActorStream.Tests.Engine.Hosting.Programs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActorStream.Tests.Engine.Cli;

/// <summary>The tool and a job program on the engine, in one process.</summary>
[Collection(Signals.Collection)]
public sealed class OperatedJobTests : IDisposable
{
    private const int Numbers = 20_000;
    private const double TooSlowToEnd = 2_000;

    private readonly JobFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly StringWriter _said = new();
    private readonly StringWriter _complained = new();
    private readonly MemoryStore<int> _store = new();
    private readonly ListSource<int> _source = new([.. Enumerable.Range(0, Numbers)], [.. Enumerable.Range(Numbers, Numbers)]);
    private readonly TaskCompletionSource _committed = new();

    private string Runtime => _folder.Beside("run");

    [Fact]
    public async Task Running_job_is_listed_and_shows_its_subtasks()
    {
        var run = await StartAsync();
        Assert.Equal(0, await ToolAsync("list"));
        Assert.Matches($"counts +{Environment.ProcessId} +running .*{_folder.JobDirectory}", Said());

        Assert.Equal(0, await ToolAsync("status", "counts"));
        var said = Said();
        Assert.StartsWith($"counts is running: process {Environment.ProcessId}, for ", said, StringComparison.Ordinal);
        Assert.Contains("source 'in'", said, StringComparison.Ordinal);
        Assert.Contains("committed through ", said, StringComparison.Ordinal);

        Assert.Equal(0, await ToolAsync("status", "counts", "--json"));
        using var report = JsonDocument.Parse(Said());
        var subtasks = report.RootElement.GetProperty("chains")[0].GetProperty("subtasks");
        Assert.Equal(2, subtasks.GetArrayLength());
        Assert.All(subtasks.EnumerateArray(), subtask => Assert.InRange(subtask.GetProperty("busy").GetDouble(), 0, 1));
        Assert.InRange(subtasks.EnumerateArray().Sum(subtask => subtask.GetProperty("records").GetInt64()), 1, 2 * Numbers);
        Signals.Terminate();
        Assert.Equal(0, await run);
        Assert.Equal(0, await ToolAsync("list"));
        Assert.StartsWith("No job of ", Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_job_has_committed_what_it_read_and_is_over()
    {
        var run = await StartAsync();
        Assert.Equal(0, await ToolAsync("stop", "counts"));
        Assert.Matches("^counts is stopped at checkpoint [0-9]+, after ", Said());
        Assert.Equal(0, await run);
        AssertNoneTwice();
        Assert.Contains("counts was stopped at checkpoint ", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rescaled_job_goes_on_and_commits_each_record_once()
    {
        var run = await StartAsync();
        Assert.Equal(0, await ToolAsync("rescale", "counts", "--parallelism", "3"));
        Assert.Matches("^counts runs with parallelism 3, before 2; it paused for [0-9]+ ms\\.\nThe savepoint from before is in ", Said());
        Assert.Equal(1, await ToolAsync("rescale", "counts", "--parallelism", "3"));
        Assert.Equal("actorstream rescale: Job 'counts' runs with parallelism 3 already.\n", _complained.ToString());
        Assert.Equal(0, await ToolAsync("status", "counts", "--json"));
        using (var report = JsonDocument.Parse(Said()))
            Assert.Equal(3, report.RootElement.GetProperty("chains")[0].GetProperty("subtasks").GetArrayLength());
        Signals.Terminate();
        Assert.Equal(0, await run);
        AssertNoneTwice();

        Assert.Equal(0, await RunAsync(0, "--parallelism", "1"));
        Assert.Equal(Enumerable.Range(0, 2 * Numbers), _store.Committed.Order());
    }

    [Fact]
    public async Task Rescaled_job_goes_on_from_checkpoints_that_are_in_memory()
    {
        var run = RunAsync(TooSlowToEnd, "--checkpoint-interval", "20ms", "--parallelism", "2", "--set", "checkpoint.storage=memory");
        Assert.Same(_committed.Task, await Task.WhenAny(_committed.Task, run));
        Assert.Equal(0, await ToolAsync("rescale", "counts", "--parallelism", "3", "--savepoint", _folder.Beside("sp")));
        var before = _store.Committed.Count;
        while (_store.Committed.Count <= before && !run.IsCompleted) await Task.Yield();
        Assert.Equal(0, await ToolAsync("stop", "counts"));
        Assert.Equal(0, await run);
        AssertNoneTwice();
    }

    [Fact]
    public async Task Savepoint_of_a_running_job_is_where_it_says()
    {
        var run = await StartAsync();
        var directory = _folder.Beside("sp");
        Assert.Equal(0, await ToolAsync("savepoint", "counts", directory));
        Assert.Matches($"^Savepoint of checkpoint [0-9]+ in {directory}: ", Said());
        Assert.NotEmpty(Directory.EnumerateFiles(directory));
        Assert.Equal(1, await ToolAsync("savepoint", "counts", directory));
        Assert.Contains(directory, _complained.ToString(), StringComparison.Ordinal);
        Signals.Terminate();
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task Cancelled_job_ends_at_once()
    {
        var run = await StartAsync();
        Assert.Equal(0, await ToolAsync("cancel", "counts"));
        Assert.StartsWith("counts is cancelled at checkpoint ", Said(), StringComparison.Ordinal);
        Assert.Equal(0, await run);
        AssertNoneTwice();
    }

    [Fact]
    public async Task Job_that_an_operator_suspends_waits_and_comes_to_the_same_record_again()
    {
        var isMended = false;
        var suspended = new TaskCompletionSource();
        var terminal = new JobTerminal(_output, _error, null, TimeProvider.System);
        var run = new JobProgram("counts", ["--checkpoints", _folder.Checkpoints, "--checkpoint-interval", "20ms"], terminal)
            .WithServices(services => services.AddSingleton(new JobRegistry(Runtime)))
            .RunAsync(job => job.From(_source, uid: "in").Select(number =>
            {
                if (number != Numbers / 2 || Volatile.Read(ref isMended)) return number;
                suspended.TrySetResult();
                throw new FormatException("not yet");
            }).OnError(ErrorPolicy.Suspend).To(new MemorySink<int>(_store), uid: "out"));
        Assert.Same(suspended.Task, await Task.WhenAny(suspended.Task, run));
        await ComesToAsync("counts is suspended: ");
        Assert.Equal(0, await ToolAsync("status", "counts"));
        Assert.Contains("cannot handle 10000: FormatException: not yet", Said(), StringComparison.Ordinal);
        Assert.Equal(1, await ToolAsync("stop", "counts"));
        Assert.Contains("is suspended", _complained.ToString(), StringComparison.Ordinal);

        // Not mended: it comes to the record again.
        Assert.Equal(0, await ToolAsync("resume", "counts"));
        await ComesToAsync("counts is suspended: ");
        Volatile.Write(ref isMended, true);
        Assert.Equal(0, await ToolAsync("resume", "counts"));
        Assert.Equal(0, await run);
        Assert.Equal(Enumerable.Range(0, 2 * Numbers), _store.Committed.Order());
    }

    [Theory]
    [InlineData("rescale", "counts", "--parallelism", "0", "--parallelism must be from 1 to 1024")]
    [InlineData("rescale", "counts", "--json", "--json", "--parallelism")]
    [InlineData("state", "nowhere", "--key", "1", "There is no directory 'nowhere', and no running job of that name")]
    [InlineData("stop", "counts", "--drain", "--drain", "No job 'counts' is running")]
    public async Task Mistakes_are_named(string first, string second, string third, string fourth, string words)
    {
        Assert.Equal(2, await ToolAsync(first, second, third, fourth));
        Assert.Contains(words, _complained.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<Task<int>> StartAsync()
    {
        var run = RunAsync(TooSlowToEnd, "--checkpoint-interval", "20ms", "--parallelism", "2");
        Assert.Same(_committed.Task, await Task.WhenAny(_committed.Task, run));
        return run;
    }

    private Task<int> RunAsync(double recordsPerSecond, params string[] args)
    {
        var sink = new MemorySink<int>(_store)
        {
            BeforeWrite = (_, _) =>
            {
                if (_store.Committed.Count > 0)
                    _committed.TrySetResult();
                return default;
            },
        };
        var terminal = new JobTerminal(_output, _error, null, TimeProvider.System);
        return new JobProgram("counts", ["--checkpoints", _folder.Checkpoints, .. args], terminal)
            .WithServices(services => services.AddSingleton(new JobRegistry(Runtime)))
            .RunAsync(job => job.From(_source, uid: "in", recordsPerSecond).To(sink, uid: "out"));
    }

    private Task<int> ToolAsync(params string[] args) =>
        Tool.RunAsync([Runtime], args, new InvocationConfiguration { Output = _said, Error = _complained });

    private async Task ComesToAsync(string words)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        do
        {
            Assert.False(limit.IsCancellationRequested, $"Its status is not '{words}' within a minute: {_said}");
            Said();
            Assert.Equal(0, await ToolAsync("status", "counts"));
        }
        while (!_said.ToString().StartsWith(words, StringComparison.Ordinal));
        Said();
    }

    private string Said()
    {
        var said = _said.ToString();
        _said.GetStringBuilder().Clear();
        return said;
    }

    private void AssertNoneTwice()
    {
        var committed = _store.Committed.ToList();
        Assert.InRange(committed.Count, 1, 2 * Numbers);
        Assert.Equal(committed.Count, committed.Distinct().Count());
    }
}
