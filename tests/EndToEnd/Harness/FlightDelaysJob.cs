using System.Security.Cryptography;
using Xunit;

namespace ActorStream.Tests.EndToEnd.Harness;

/// <summary>
/// The main job with directories of its own under the temporary directory. A test that passed deletes them with <see cref="Delete"/>; what
/// a failed test leaves is its evidence.
/// </summary>
sealed class FlightDelaysJob
{
    public FlightDelaysJob()
    {
        Root = Directory.CreateTempSubdirectory("actorstream-e2e-").FullName;
        Out = Beside("out");
        Checkpoints = Beside("checkpoints");
    }

    public string Root { get; }

    public string Input { get; set; } = Repository.Flights;

    public string Out { get; set; }

    public string Checkpoints { get; set; }

    /// <summary>Settings of its processes, as environment variables.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>Every snapshot whole, and in a file of its own.</summary>
    public static Dictionary<string, string> OneFileEach { get; } = new()
    {
        ["ACTORSTREAM__STATE__INCREMENTAL"] = "false",
        ["ACTORSTREAM__CHECKPOINT__GATHER_BELOW"] = "0B",
    };

    /// <summary>A path beside the job's directories.</summary>
    public string Beside(string name) => Path.Combine(Root, name);

    /// <summary>A job that reads these lines instead of the flights.</summary>
    public static FlightDelaysJob Reading(IEnumerable<string> lines)
    {
        var job = new FlightDelaysJob();
        job.Input = job.Beside("flights.csv");
        File.WriteAllLines(job.Input, lines);
        return job;
    }

    public Child Start(params string[] arguments) => StartBelow([], arguments);

    public Child StartBelow(string[] tool, params string[] arguments) => Child.Start(Repository.FlightDelays,
        ["--input", Input, "--out", Out, "--checkpoints", Checkpoints, .. arguments], Settings, tool);

    /// <summary>Runs until the process ends, which must be with the exit code given.</summary>
    public async Task<Child> RunAsync(int exitCode, params string[] arguments)
    {
        var run = await Start(arguments).EndAsync();
        Assert.True(exitCode == run.ExitCode, $"exit code {run.ExitCode}, expected {exitCode}: {run.Transcript}");
        return run;
    }

    /// <summary>Waits until the running job shows progress with rows committed: some checkpoint is complete then.</summary>
    public Task CommittedAsync(Child run) => run.LineAsync(_ => CommittedFiles().Any());

    public IEnumerable<string> CommittedFiles() => Directory.Exists(Out)
        ? Directory.EnumerateFiles(Out).Where(path => Path.GetFileName(path)[0] is not ('.' or '_'))
        : [];

    /// <summary>
    /// Every file and directory of the job with its content's hash, to show that nothing changed. Locked files and sockets cannot be read.
    /// </summary>
    public string Contents() => string.Join('\n', Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories).Order()
        .Select(path => $"{Path.GetRelativePath(Root, path)} {HashOf(path)}"));

    /// <summary>
    /// The job has finished: its committed rows are the oracle's for the input, or for the one given, and no transaction is left open.
    /// </summary>
    public async Task AssertRowsEqualAsync(string? input = null)
    {
        Assert.Empty(Directory.EnumerateFiles(Out, ".*.csv"));
        var oracle = await Child.Start(Repository.Oracle, ["compare", "--input", input ?? Input, "--out", Out]).EndAsync();
        Assert.True(oracle.ExitCode == 0, oracle.Transcript);
    }

    /// <summary>A reader of the output directory that is running when this returns.</summary>
    public async Task<OutputWatch> WatchAsync()
    {
        var stopFile = Beside("stop-watching");
        var oracle = Child.Start(Repository.Oracle, ["watch", "--input", Input, "--out", Out, "--stop-file", stopFile]);
        await oracle.LineAsync(line => line.StartsWith("first reading", StringComparison.Ordinal));
        return new OutputWatch(oracle, stopFile);
    }

    public void Delete() => Directory.Delete(Root, recursive: true);

    static string HashOf(string path) =>
        File.Exists(path) && Path.GetFileName(path) is not (".lock" or "control.sock")
            ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))
            : "";
}

/// <summary>The oracle reading the output directory all along; ends with the test, however that ends.</summary>
sealed class OutputWatch(Child oracle, string stopFile) : IDisposable
{
    public void Dispose() => oracle.Kill();

    /// <summary>Lets it read once more; it must never have seen a partial, wrong, doubled, changed or vanished row.</summary>
    public async Task<string> AssertNothingSeenAsync()
    {
        await File.WriteAllTextAsync(stopFile, "");
        await oracle.EndAsync();
        File.Delete(stopFile);
        Assert.True(oracle.ExitCode == 0, oracle.Transcript);
        return oracle.Output;
    }
}
