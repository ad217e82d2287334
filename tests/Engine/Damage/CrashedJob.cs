using System.Text;
using ActorStream.Backends.Files;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;

namespace ActorStream.Tests.Engine.Damage;

/// <summary>
/// A job that counts each key's records and writes every count to files, on the simulated host, killed after some checkpoints; and what it
/// left on the disk, to be damaged and started on again.
/// </summary>
internal sealed class CrashedJob
{
    internal const string Output = "/out";
    private const ulong Seed = 5;
    private const int Keys = 5;
    private const int Retained = 2;

    private static readonly IReadOnlyList<int>[] Lists =
        [.. Enumerable.Range(0, 3).Select(static list => Enumerable.Range(0, 40).Select(i => (i * 3 + list) % Keys).ToList())];

    private CrashedJob(
        int parallelism, FileSinkOptions<string>? sink, IReadOnlyDictionary<string, byte[]> older,
        IReadOnlyDictionary<string, byte[]> files) =>
        (Parallelism, Sink, Older, Files) = (parallelism, sink, older, files);

    internal int Parallelism { get; }

    internal FileSinkOptions<string>? Sink { get; }

    /// <summary>What was on the disk some checkpoints earlier, by path.</summary>
    internal IReadOnlyDictionary<string, byte[]> Older { get; }

    /// <summary>What the killed processes left, by path.</summary>
    internal IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>Every count of every key.</summary>
    internal static IEnumerable<string> Expected => Lists.SelectMany(static list => list).GroupBy(static key => key)
        .SelectMany(static key => Enumerable.Range(1, key.Count()).Select(count => $"{key.Key}:{count}"));

    /// <summary>Runs the job past its sixth checkpoint, and kills it while one is decided and not committed.</summary>
    internal static CrashedJob Run(int parallelism, FileSinkOptions<string>? sink = null)
    {
        var simulation = New(parallelism, sink);
        _ = simulation.Disk.Mount("setup").CreateDirectoryAsync(Output).AsTask();
        Start(simulation);
        RunUntil(simulation, static status => status.CommittedThrough >= 3);
        var older = Read(simulation.Disk);
        RunUntil(simulation, static status => status.LastCheckpoint?.Checkpoint > Math.Max(6, status.CommittedThrough));
        simulation.Crash("control");
        simulation.Crash("worker");
        return new CrashedJob(parallelism, sink, older, Read(simulation.Disk));
    }

    /// <summary>A disk with these files, all durable.</summary>
    internal static void Write(SimulatedDisk disk, IReadOnlyDictionary<string, byte[]> files)
    {
        var mount = disk.Mount("setup");
        foreach (var directory in files.Keys.SelectMany(Parents).Append(Output).Distinct().Order(StringComparer.Ordinal))
            Complete(mount.CreateDirectoryAsync(directory).AsTask());
        foreach (var (path, bytes) in files)
            Complete(mount.ReplaceAsync(path, bytes).AsTask());
    }

    /// <summary>Starts the job on a disk with these files, and runs it to its end.</summary>
    internal SimulatedJob RunOn(IReadOnlyDictionary<string, byte[]> files)
    {
        var simulation = New(Parallelism, Sink);
        Write(simulation.Disk, files);
        Start(simulation);
        simulation.RunToEnd();
        return simulation;
    }

    /// <summary>The lines of the files that readers see.</summary>
    internal static IEnumerable<string> CommittedLines(IReadOnlyDictionary<string, byte[]> files) => files
        .Where(static file => IsCommitted(file.Key)).SelectMany(static file => Lines(file.Value));

    internal static bool IsCommitted(string path) =>
        path.StartsWith(Output, StringComparison.Ordinal) && Path.GetFileName(path).StartsWith("part-", StringComparison.Ordinal);

    internal static string[] Lines(byte[] bytes) => Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    internal static Dictionary<string, byte[]> Read(SimulatedDisk disk)
    {
        var (mount, found) = (disk.Mount("reader"), new Dictionary<string, byte[]>());
        foreach (var root in (string[])[SimulatedJob.Directory, Output]) Walk(root);
        return found;

        void Walk(string directory)
        {
            foreach (var entry in mount.ListAsync(directory).AsTask().Result)
            {
                if (entry.IsDirectory) Walk(entry.Path);
                else found.Add(entry.Path, mount.ReadAllAsync(entry.Path, 1 << 20).AsTask().Result);
            }
        }
    }

    /// <summary>The job on a disk that has nothing yet.</summary>
    internal static SimulatedJob New(int parallelism, FileSinkOptions<string>? sink = null) => new(
        Seed,
        job => job.From(new ListSource<int>(Lists), "numbers", recordsPerSecond: 400)
            .KeyBy(static key => key)
            .Process(static () => new Count(), "count")
            .To(TextFile.ExactlyOnce(Output, sink), "out"),
        parallelism,
        new SimulatedJobOptions
        {
            Settings = SimulatedJobOptions.ShortTimes with
            {
                Checkpoint = SimulatedJobOptions.ShortTimes.Checkpoint with { Retained = Retained },
                Restart = SimulatedJobOptions.ShortTimes.Restart with { Attempts = 2 },
            },
        });

    private static void Start(SimulatedJob simulation)
    {
        simulation.Start("control", ProcessRole.Coordinates);
        simulation.Start("worker", ProcessRole.Works);
    }

    private static void RunUntil(SimulatedJob simulation, Func<JobStatus, bool> condition)
    {
        while (!condition(simulation.Status())) simulation.Host.RunFor(TimeSpan.FromMicroseconds(50));
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var at = path.LastIndexOf('/'); at > 0; at = path.LastIndexOf('/', at - 1)) yield return path[..at];
    }

    private static void Complete(Task task) => task.GetAwaiter().GetResult();

    private sealed class Count : KeyedProcessFunction<int, int, string>
    {
        private readonly ValueState<int> _count;

        public Count() => _count = ValueState<int>("count");

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<string> output) =>
            output.Emit($"{context.Key}:{++_count.Ref}");
    }
}
