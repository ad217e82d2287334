using System.Text.Json;
using ActorStream.Hosting.Control;
using ActorStream.Hosting.Terminal;
using ActorStream.TestKit;
using ActorStream.Tests.Engine.Hosting.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Programs;

/// <summary>Programs that go on from something: the pre-flight check before it, and what they draw of themselves.</summary>
[Collection(Signals.Collection)]
public sealed class JobStartTests : IDisposable
{
    private const int Numbers = 100;

    private readonly JobFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly MemoryStore<int> _store = new();

    [Fact]
    public async Task Program_that_fits_may_start_and_says_what_would_become_of_each_state()
    {
        await RunFirstAsync();
        var before = _folder.Contents();
        Assert.Equal(0, await RunAsync("sums", "check", "--from", _folder.JobDirectory));
        Assert.Matches("✓ +sums +sum +maps +Value Int64 +Value Int64", _output.ToString());
        Assert.Matches("✓ +in +maps +0 +1 +0", _output.ToString());
        Assert.EndsWith("The job can start from there.\n", _output.ToString(), StringComparison.Ordinal);

        _output.GetStringBuilder().Clear();
        Assert.Equal(0, await RunAsync("sums", "check", "--from", _folder.JobDirectory, "--json"));
        using var report = JsonDocument.Parse(_output.ToString());
        Assert.True(report.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal("sums", report.RootElement.GetProperty("rows")[0].GetProperty("operator").GetString());
        Assert.Equal(before, _folder.Contents());
    }

    [Fact]
    public async Task Program_that_lost_an_operator_is_refused_until_its_state_is_dropped_by_name()
    {
        await RunFirstAsync();
        var before = _folder.Contents();
        Assert.Equal(3, await RunAsync("totals", "check", "--from", _folder.JobDirectory));
        Assert.Matches("✗ +sums +dropped", _output.ToString());
        Assert.Contains("--drop sums", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, await RunAsync("totals", "--from", _folder.JobDirectory));
        Assert.Equal("counts does not fit what it was to go on from; nothing was started or touched.\n", _error.ToString());
        Assert.Equal(before, _folder.Contents());

        Assert.Equal(0, await RunAsync("totals", "check", "--from", _folder.JobDirectory, "--drop", "sums"));
        Assert.Equal(
            0, await RunAsync("totals", "--from", _folder.JobDirectory, "--drop", "sums", "--checkpoints", _folder.Beside("other")));
    }

    [Fact]
    public async Task Plain_restart_of_a_changed_program_is_checked_too()
    {
        await StopHalfwayAsync();
        Assert.Equal(3, await RunAsync("totals"));
        Assert.Contains("✗", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("sums"));
        Assert.Equal(Numbers, _store.Committed.Count);
    }

    [Fact]
    public async Task Job_that_is_not_over_is_not_given_up_for_another_one()
    {
        await StopHalfwayAsync();
        Assert.Equal(2, await RunAsync("sums", "--from", _folder.JobDirectory));
        Assert.Contains("is not over, and would be given up", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_start_from_is_one_line()
    {
        Assert.Equal(2, await RunAsync("sums", "check", "--from", _folder.Beside("nowhere")));
        Assert.Equal($"counts: There is no directory '{_folder.Beside("nowhere")}'.\n", _error.ToString());
    }

    [Theory]
    [InlineData("check needs --from", "check")]
    [InlineData("--fresh starts over", "--fresh", "--from", "x")]
    [InlineData("--claim says whose the files of --from are", "--claim")]
    [InlineData("state.backend is 'floppy' and must be one of heap, rocksdb (set in command line, --backend)", "--backend", "floppy")]
    public async Task Contradictions_are_named(string words, params string[] args)
    {
        Assert.Equal(2, await RunAsync("sums", args));
        Assert.Contains(words, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_shows_chains_state_and_where_records_come_from()
    {
        Assert.Equal(0, await RunAsync("sums", "graph", "--parallelism", "2"));
        Assert.Equal(
            """
            counts: 4 operators in 2 chains, 4 subtasks

            chain 0, 2 subtasks
              source 'in'
              → where #1

            chain 1, 2 subtasks
              process 'sums' ← hash from where #1 (chain 0)
                  state 'sum': value of Int64
              → sink 'out'

            """.ReplaceLineEndings("\n"),
            _output.ToString());
    }

    [Fact]
    public async Task Graph_for_markdown_is_a_mermaid_chart()
    {
        Assert.Equal(0, await RunAsync("sums", "graph", "--mermaid", "--parallelism", "2"));
        Assert.Equal(
            """
            flowchart LR
              subgraph c0["chain 0 × 2"]
                n0(["source 'in'"])
                n1["where #1"]
              end
              subgraph c1["chain 1 × 2"]
                n2[("process 'sums'")]
                n3(["sink 'out'"])
              end
              n0 --> n1
              n1 == hash ==> n2
              n2 --> n3

            """.ReplaceLineEndings("\n"),
            _output.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private async Task RunFirstAsync()
    {
        Assert.Equal(0, await RunAsync("sums"));
        _output.GetStringBuilder().Clear();
    }

    /// <summary>Leaves a job that was stopped by a signal: it goes on when it is started again.</summary>
    private async Task StopHalfwayAsync()
    {
        var committed = new TaskCompletionSource();
        var sink = new MemorySink<int>(_store)
        {
            BeforeWrite = (_, _) =>
            {
                if (_store.Committed.Count > 0) committed.TrySetResult();
                return default;
            },
        };
        var run = RunAsync("sums", sink, recordsPerSecond: 40, "--checkpoint-interval", "10ms");
        Assert.Same(committed.Task, await Task.WhenAny(committed.Task, run));
        Signals.Terminate();
        Assert.Equal(0, await run);
        _output.GetStringBuilder().Clear();
    }

    private Task<int> RunAsync(string uid, params string[] args) => RunAsync(uid, new MemorySink<int>(_store), recordsPerSecond: 0, args);

    private Task<int> RunAsync(string uid, MemorySink<int> sink, double recordsPerSecond, params string[] args)
    {
        var terminal = new JobTerminal(_output, _error, null, TimeProvider.System);
        string[] where = args.Contains("--checkpoints") ? [] : ["--checkpoints", _folder.Checkpoints];
        return new JobProgram("counts", [.. args, .. where], terminal)
            .WithServices(services => services.AddSingleton(new JobRegistry(_folder.Beside("run"))))
            .RunAsync(job => job.From(new ListSource<int>([.. Enumerable.Range(0, Numbers)]), uid: "in", recordsPerSecond)
                .Where(static _ => true)
                .KeyBy(static n => n % 7).Process(static () => new Sum(), uid).To(sink, uid: "out"));
    }

    private sealed class Sum : KeyedProcessFunction<int, int, int>
    {
        private readonly ValueState<long> _sum;

        public Sum() => _sum = ValueState<long>("sum");

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<int> output)
        {
            _sum.Ref += record;
            output.Emit(record);
        }
    }
}
