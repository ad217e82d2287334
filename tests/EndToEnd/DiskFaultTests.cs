using ActorStream.Tests.EndToEnd.Harness;
using Xunit;
using Xunit.Abstractions;

namespace ActorStream.Tests.EndToEnd;

/// <summary>
/// System calls that fail, by strace: each costs a checkpoint, an epoch or, with an error that says so, the run; never a row. The same
/// schedules: ACTORSTREAM_E2E_SEED.
/// </summary>
public sealed class DiskFaultTests(ITestOutputHelper output)
{
    const int MostStarts = 2;

    static readonly string[] Arguments =
    [
        "--rate", "120000", "--checkpoint-interval", "100ms", "--parallelism", "2", "--set", "restart.attempts=3", "--set",
        "restart.max-delay=500ms", "--set", "checkpoint.tolerated-failures=3",
    ];

    /// <summary>
    /// Every seventh fsync of each thread fails: that checkpoint fails or the journal takes a new segment; the job goes on.
    /// </summary>
    [StraceFact]
    public async Task Failing_fsyncs_cost_checkpoints_and_no_row()
    {
        var job = new FlightDelaysJob();
        using var watch = await job.WatchAsync();
        var faults = new FailingCalls("fsync,fdatasync", "EIO", "5+7");
        // As many restarts as it takes: which syncs fail depends on how they fall on threads, and several recoveries in a row may meet one.
        var (run, injected) = await StartAsync(
            job, faults, "--rate", "60000", "--checkpoint-interval", "200ms", "--set", "restart.attempts=50", "--set",
            "restart.max-delay=500ms");
        Assert.True(run.ExitCode == 0 && injected > 0, run.Transcript);
        await watch.AssertNothingSeenAsync();
        await job.AssertRowsEqualAsync();
        job.Delete();
    }

    /// <summary>Written, named, synced and deleted files. `5+` is for good.</summary>
    [StraceTheory]
    [InlineData("fsync", "EIO", "3+4")]
    [InlineData("pwrite64", "EIO", "4+9")]
    [InlineData("pwrite64", "ENOSPC", "6+5")]
    [InlineData("rename", "EIO", "2+3")]
    [InlineData("rename", "ENOSPC", "5+")]
    [InlineData("mkdir", "ENOSPC", "4+2")]
    [InlineData("unlink,rmdir", "EIO", "2+2")]
    public Task Failing_calls_cost_no_row(string calls, string error, string when) =>
        RunAsync(new FlightDelaysJob(), new FailingCalls(calls, error, when));

    /// <summary>Only on the job's own files: the runtime opens, reads and locks files as well.</summary>
    [StraceTheory]
    [InlineData("openat", "EIO", "7+4")]
    [InlineData("flock", "ENOLCK", "1")]
    public Task Failing_calls_on_the_jobs_own_files_cost_no_row(string calls, string error, string when)
    {
        var job = new FlightDelaysJob();
        return RunAsync(job, new FailingCalls(calls, error, when, OwnFiles(job)));
    }

    /// <summary>
    /// The restart cannot read some of what the killed process left, and takes nothing older for it. Calls are counted by thread: where the
    /// first of each fails some fault is certain, and the later ones lie deeper in the restart.
    /// </summary>
    [StraceTheory]
    [InlineData("pread64", "1+2")]
    [InlineData("pread64", "2+2", true)]
    [InlineData("pread64", "4+2", true)]
    [InlineData("openat", "1+3")]
    [InlineData("openat", "7+3", true)]
    public async Task A_restart_that_cannot_read_costs_no_row(string calls, string when, bool mayMiss = false)
    {
        var job = new FlightDelaysJob { Settings = FlightDelaysJob.OneFileEach };
        var first = job.Start("--rate", "40000", "--checkpoint-interval", "100ms", "--parallelism", "2");
        Assert.True(await first.ComesToAsync(() => job.CommittedFiles().Any()), first.Transcript);
        first.Kill();
        await first.EndAsync();
        await RunAsync(job, new FailingCalls(calls, "EIO", when, OwnFiles(job)), mayMiss);
    }

    [StraceFact]
    public async Task Schedules_of_a_seeds_choice_cost_no_row()
    {
        var random = Setting.Random(output);
        string[] calls = ["pwrite64", "fsync", "rename", "mkdir", "unlink,rmdir", "pwrite64,rename", "pwrite64,fsync,rename,mkdir,unlink"];
        for (var left = Setting.IsLong ? 60 : 2; left > 0; left--)
        {
            // Not so often that every attempt at a new segment of the journal fails: giving up on that takes most of a minute.
            var (first, step) = (random.Next(1, 30), random.Next(8, 20));
            await RunAsync(
                new FlightDelaysJob(),
                new FailingCalls(calls[random.Next(calls.Length)], random.Next(2) == 0 ? "EIO" : "ENOSPC", $"{first}+{step}"),
                mayMiss: true);
        }
    }

    async Task RunAsync(FlightDelaysJob job, FailingCalls faults, bool mayMiss = false)
    {
        using var watch = await job.WatchAsync();
        for (var start = 1; start <= MostStarts; start++)
        {
            var (run, injected) = await StartAsync(job, faults, Arguments);
            Assert.True(injected > 0 || mayMiss, $"no call was made to fail: {run.Transcript}");
            if (run.ExitCode == 0)
                break;
            AssertClear(run, faults, job);
        }

        await job.RunAsync(0, "--rate", "0");
        await watch.AssertNothingSeenAsync();
        await job.AssertRowsEqualAsync();
        job.Delete();
    }

    async Task<(Child Run, int Injected)> StartAsync(FlightDelaysJob job, FailingCalls faults, params string[] arguments)
    {
        var trace = job.Beside("strace.trace");
        var run = await job.StartBelow(faults.Tool(trace), arguments).EndAsync();
        var injected = Strace.Injected(trace);
        output.WriteLine($"{faults}: {injected} failed, exit code {run.ExitCode} {LastLine(run.Error)}");
        return (run, injected);
    }

    /// <summary>The run ended in order, and its last word is what failed, of what.</summary>
    static void AssertClear(Child run, FailingCalls faults, FlightDelaysJob job)
    {
        Assert.True(run.ExitCode is 1 or 2, run.Transcript);
        Assert.True(LastLine(run.Error).Contains(faults.ErrorText, StringComparison.Ordinal), run.Transcript);
        Assert.True(LastLine(run.Error).Contains(job.Root, StringComparison.Ordinal), run.Transcript);
    }

    static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("");

    /// <summary>Paths are compared whole, so these are the directories, and the files whose names can be told beforehand.</summary>
    static string[] OwnFiles(FlightDelaysJob job)
    {
        const int segments = 3;
        const int checkpoints = 20;
        var directory = Path.Combine(job.Checkpoints, "flight-delays");
        string[] files =
            [job.Out, Path.Combine(job.Out, ".job"), Path.Combine(job.Out, ".lock"), directory, Path.Combine(directory, ".lock")];
        var journal = Enumerable.Range(1, segments).Select(number => Path.Combine(directory, "journal", $"segment-{number:d8}.journal"));
        var attempts = Enumerable.Range(1, checkpoints).Select(checkpoint => Path.Combine(directory, $"chk-{checkpoint}-e1"));
        return [.. files, .. journal, .. attempts.SelectMany(FilesOf)];

        static string[] FilesOf(string attempt) =>
            [attempt, Path.Combine(attempt, "manifest.json"), Path.Combine(attempt, "1.0-0.keyed"), Path.Combine(attempt, "1.1-0.keyed")];
    }
}
