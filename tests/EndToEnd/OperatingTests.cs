using System.Text.Json;
using System.Text.RegularExpressions;
using ActorStream.Tests.EndToEnd.Harness;
using Xunit;

namespace ActorStream.Tests.EndToEnd;

/// <summary>The main job operated by commands alone, as the README shows it.</summary>
public sealed partial class OperatingTests
{
    [Fact]
    public async Task Stopped_with_a_savepoint_that_is_moved_it_goes_on_from_there_at_another_parallelism()
    {
        var job = new OperatedJob();
        using var watch = await job.Flights.WatchAsync();
        var first = job.Start("--rate", "8000", "--checkpoint-interval", "200ms", "--parallelism", "1");
        await job.Flights.CommittedAsync(first);

        var list = await job.ToolAsync(0, "list");
        Assert.Matches($"flight-delays +{first.Id} +running", list.Output);
        var taken = job.Flights.Beside("taken");
        await job.ToolAsync(0, "savepoint", "flight-delays", taken);
        var stopped = await job.ToolAsync(0, "stop", "flight-delays", "--savepoint", job.Flights.Beside("stopped"), "--json");
        await first.EndAsync();
        Assert.Equal(0, first.ExitCode);
        var end = JsonDocument.Parse(stopped.Output).RootElement;
        Assert.Equal("stopped", end.GetProperty("how").GetString());

        var savepoint = job.Flights.Beside("moved");
        Directory.Move(job.Flights.Beside("stopped"), savepoint);
        var check = await job.RunAsync(0, "check", "--from", savepoint);
        Assert.Contains("daily-delay", check.Output, StringComparison.Ordinal);
        await job.RunAsync(0, "--from", savepoint, "--parallelism", "3", "--rate", "0");
        await watch.AssertNothingSeenAsync();
        await job.Flights.AssertRowsEqualAsync();
        job.Flights.Delete();
    }

    [Fact]
    public async Task Rescaled_while_it_runs_it_loses_and_doubles_nothing()
    {
        var job = new OperatedJob();
        using var watch = await job.Flights.WatchAsync();
        var run = job.Start("--rate", "8000", "--checkpoint-interval", "200ms", "--parallelism", "1");
        await job.Flights.CommittedAsync(run);
        foreach (var parallelism in new[] { 4, 2 })
        {
            var rescaled = await job.ToolAsync(0, "rescale", "flight-delays", "--parallelism", $"{parallelism}");
            Assert.Matches(Pause(), rescaled.Output);
            var status = await job.ToolAsync(0, "status", $"{run.Id}", "--json");
            var report = JsonDocument.Parse(status.Output).RootElement;
            Assert.Equal(parallelism, report.GetProperty("parallelism").GetInt32());
            Assert.All(report.GetProperty("chains")
                .EnumerateArray(), chain => Assert.Equal(parallelism, chain.GetProperty("subtasks").GetArrayLength()));
        }

        run.Terminate();
        await run.EndAsync();
        Assert.True(run.ExitCode == 0, run.Transcript);
        await job.RunAsync(0, "--rate", "0");
        await watch.AssertNothingSeenAsync();
        await job.Flights.AssertRowsEqualAsync();
        job.Flights.Delete();
    }

    [Fact]
    public async Task A_job_that_does_not_run_is_not_found_and_what_runs_is_named()
    {
        var job = new OperatedJob();
        var nothing = await job.ToolAsync(2, "status", "flight-delays");
        Assert.Contains("No job 'flight-delays' is running, nor any other job", nothing.Error, StringComparison.Ordinal);
        var run = job.Start("--rate", "1000");
        Assert.True(await run.ComesToAsync(() => job.IsWrittenDown), run.Transcript);
        var other = await job.ToolAsync(2, "stop", "flight-delay");
        Assert.Contains(
            $"No job 'flight-delay' is running; running: flight-delays (process {run.Id}).", other.Error, StringComparison.Ordinal);

        run.Kill();
        await run.EndAsync();
        var killed = await job.ToolAsync(0, "list");
        Assert.Contains("No job of", killed.Output, StringComparison.Ordinal);
        job.Flights.Delete();
    }

    [GeneratedRegex("flight-delays runs with parallelism [42], before [14]; it paused for ")]
    private static partial Regex Pause();

    /// <summary>The main job with a runtime directory of its own, and the tool that looks into that.</summary>
    private sealed class OperatedJob
    {
        public OperatedJob()
        {
            Flights = new FlightDelaysJob();
            Flights.Settings["ACTORSTREAM_RUN_DIRECTORY"] = Flights.Beside("run");
        }

        public FlightDelaysJob Flights { get; }

        /// <summary>The tool finds it.</summary>
        public bool IsWrittenDown =>
            Directory.Exists(Flights.Beside("run")) && Directory.EnumerateFiles(Flights.Beside("run"), "*.job.json").Any();

        public Child Start(params string[] arguments) => Flights.Start(arguments);

        public Task<Child> RunAsync(int exitCode, params string[] arguments) => Flights.RunAsync(exitCode, arguments);

        public async Task<Child> ToolAsync(int exitCode, params string[] arguments)
        {
            var tool = await Child.Start(Repository.Tool, arguments, Flights.Settings).EndAsync();
            Assert.True(exitCode == tool.ExitCode, $"exit code {tool.ExitCode}, expected {exitCode}: {tool.Transcript}");
            return tool;
        }
    }
}
