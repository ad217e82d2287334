using ActorStream.Coordinator;
using ActorStream.Hosting.Jobs;
using ActorStream.Hosting.Terminal;
using ActorStream.Tests.Engine.Hosting.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Programs;

[Collection(Signals.Collection)]
public sealed class JobProgramTests : IDisposable
{
    private readonly JobFolder _folder = new();
    private readonly FakeRunner _runner = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Finished_job_says_so_and_calls_back()
    {
        var calls = 0;
        var run = RunAsync(finished: () => calls++);
        var job = await _runner.StartedByAsync(run);
        job.Progress = new JobProgress(JobState.Ended, 231_083, DateTimeOffset.UnixEpoch, 4, TimeSpan.FromMilliseconds(12), 1);
        job.Finish();
        Assert.Equal((0, 1), (await run, calls));
        Assert.Contains("ended: records 231,083, ", _output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("counts has finished: 231,083 records, checkpoint 4, restarts 1.\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Failed_job_tells_the_whole_cause_in_one_line()
    {
        var calls = 0;
        var run = RunAsync(finished: () => calls++);
        var error = new InvalidOperationException("Gave up after 5 restarts.", new FormatException("flights.csv line 7"));
        (await _runner.StartedByAsync(run)).Fail(error);
        Assert.Equal((1, 0), (await run, calls));
        Assert.Equal("counts failed: Gave up after 5 restarts. Cause: flights.csv line 7\n", _error.ToString());
    }

    [Fact]
    public async Task What_the_declaration_throws_is_said_with_its_place()
    {
        Assert.Equal(2, await Program().RunAsync(static _ => TimeZoneInfo.FindSystemTimeZoneById("Europe/Nowhere")));
        Assert.StartsWith(
            "counts: Job 'counts' cannot be declared, TimeZoneNotFoundException: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(What_the_declaration_throws_is_said_with_its_place), _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sigterm_stops_the_job_in_order()
    {
        var run = RunAsync();
        var job = await _runner.StartedByAsync(run);
        job.Progress = job.Progress with { Checkpoint = 12 };
        Signals.Terminate();
        Assert.Equal(0, await run);
        Assert.Equal(JobEnd.Suspended, (await job.Ended).How);
        Assert.EndsWith(
            "counts is stopped. Started again with the same arguments it goes on from checkpoint 12.\n",
            _output.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_that_finished_before_says_how_to_start_over()
    {
        await _folder.LeaveJournalAsync(new Finished(Stopped: false));
        var before = _folder.Contents();
        Assert.Equal(0, await RunAsync());
        Assert.Contains("--fresh", _output.ToString(), StringComparison.Ordinal);
        Assert.False(_runner.HasStarted);
        Assert.Equal(before, _folder.Contents());
    }

    [Theory]
    [InlineData("--parallelism", "0", "parallelism is '0' and must be a whole number, from 1 to 1024, or auto (set in command line, ")]
    [InlineData("--parallelism", "many", "(set in command line, --parallelism)")]
    [InlineData("--checkpoint-interval", "soon", "checkpoint.interval is 'soon'")]
    [InlineData("--set", "chekpoint.retained=2", "chekpoint.retained is no setting; the nearest is checkpoint.retained")]
    [InlineData("--set", "retained", "--set retained is not of the form key=value")]
    [InlineData("--rate", "-1", "--rate is '-1' and must be a whole number, at least 0")]
    [InlineData("--pause", "5", "--pause is '5' and must be a duration such as 500ms, 5s, 2m, 1h or 1d, from 0s to 1m")]
    [InlineData("--mode", "perhaps", "--mode is 'perhaps' and must be one of fail, reject-row")]
    [InlineData("--no-such-option", "5", "--no-such-option")]
    public async Task Bad_argument_is_refused_before_anything_is_touched(string option, string value, string words)
    {
        var before = _folder.Contents();
        Assert.Equal(2, await RunAsync(option, value));
        Assert.StartsWith("counts: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains(words, _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
        Assert.Equal(before, _folder.Contents());
    }

    [Fact]
    public async Task Missing_input_is_one_line_and_exit_code_2()
    {
        var source = new FakeSource(new IOException("No file in.csv."));
        Assert.Equal(2, await Program().RunAsync(job => job.From(source, "in").ForEach(_ => { })));
        Assert.Equal("counts: No file in.csv.\n", _error.ToString());
    }

    [Fact]
    public async Task Graph_with_errors_lists_them()
    {
        Assert.Equal(2, await Program().RunAsync(_ => { }));
        Assert.Contains("The job reads nothing", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_have_their_values_when_the_job_is_declared()
    {
        var program = Program(
            "--rate", "5", "--pause", "500ms", "--mode", "reject-row", "--loud", "--weight", "2KiB", "--input", "a b.csv");
        var input = program.Option("--input", "in.csv", "Input.");
        var rate = program.Option("--rate", 25_000, "Rate.");
        var pause = program.Option("--pause", TimeSpan.FromSeconds(1), "Pause.");
        var mode = program.Option("--mode", Mode.Fail, "Mode.");
        var loud = program.Option("--loud", false, "Loud.");
        var quiet = program.Option("--quiet", false, "Quiet.");
        var weight = program.Option("--weight", ByteSize.KiB(1), "Weight.");
        var share = program.Option("--share", 0.5, "Share.");
        Assert.Throws<InvalidOperationException>(() => input.Value);
        var run = program.RunAsync(job =>
        {
            Assert.Equal(("a b.csv", 5, TimeSpan.FromMilliseconds(500)), (input.Value, rate.Value, pause.Value));
            Assert.Equal((Mode.RejectRow, true, false), (mode.Value, loud.Value, quiet.Value));
            Assert.Equal((ByteSize.KiB(2), 0.5), (weight.Value, share.Value));
            Declare(job);
        });
        (await _runner.StartedByAsync(run)).Finish();
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task Command_line_is_the_strongest_source_of_settings()
    {
        var program = Program("--parallelism", "3", "--checkpoint-interval", "250ms", "--set", "restart.strategy=none")
            .WithSettings(settings => settings with { Parallelism = 9, Buffers = settings.Buffers with { BatchRecords = 5 } });
        var run = program.RunAsync(Declare);
        var job = await _runner.StartedByAsync(run);
        job.Finish();
        Assert.Equal(0, await run);
        var settings = job.Launch.Run.Settings;
        Assert.Equal((3, 5), (settings.Parallelism, settings.Buffers.BatchRecords));
        Assert.Equal((TimeSpan.FromMilliseconds(250), RestartStrategy.None), (settings.Checkpoint.Interval, settings.Restart.Strategy));
    }

    [Fact]
    public async Task Settings_command_prints_values_and_origins_and_runs_nothing()
    {
        var before = _folder.Contents();
        Assert.Equal(0, await RunAsync("settings", "--parallelism", "3"));
        var lines = _output.ToString().Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains("parallelism = 3 # command line, --parallelism", lines);
        Assert.Contains(lines, line => line.StartsWith("checkpoint.min-pause = 0s # reference.conf, line ", StringComparison.Ordinal));
        Assert.Equal(before, _folder.Contents());
    }

    [Fact]
    public async Task Help_shows_options_and_defaults()
    {
        Assert.Equal(0, await RunAsync("--help"));
        var help = _output.ToString();
        Assert.All(
            ["--rate <number>", "[default: 25000]", "--mode <fail|reject-row>", "--parallelism", "--fresh", "settings"],
            words => Assert.Contains(words, help, StringComparison.Ordinal));
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void Option_that_exists_already_or_cannot_be_read_is_refused()
    {
        var program = Program();
        program.Option("--input", "x", "Input.");
        Assert.Throws<ArgumentException>(() => program.Option("--input", 1, "Again."));
        Assert.Throws<ArgumentException>(() => program.Option("--date", DateTime.UnixEpoch, "A date."));
        Assert.Throws<ArgumentException>(() => ActorStreamHost.Create("no/name", []));
    }

    public void Dispose() => _folder.Dispose();

    private Task<int> RunAsync(params string[] args) => RunAsync(null, args);

    private async Task<int> RunAsync(Action? finished, params string[] args)
    {
        var program = Program(args);
        program.Option("--rate", 25_000, "Records per second.").AtLeast(0);
        program.Option("--pause", TimeSpan.Zero, "Pause.").Between(TimeSpan.Zero, TimeSpan.FromMinutes(1));
        program.Option("--mode", Mode.Fail, "What to do with bad rows.");
        return await program.RunAsync(Declare, finished);
    }

    private JobProgram Program(params string[] args)
    {
        var terminal = new JobTerminal(_output, _error, null, TimeProvider.System);
        return new JobProgram("counts", [.. args, "--checkpoints", _folder.Checkpoints], terminal)
            .WithServices(services => services.AddSingleton<IJobRunner>(_runner));
    }

    private static void Declare(JobBuilder job) => job.From(new FakeSource(), uid: "in").To(new FakeSink([]), uid: "out");

    private enum Mode
    {
        Fail,
        RejectRow,
    }
}
