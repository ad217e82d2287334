using ActorStream.Actors;
using ActorStream.Backends;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Xunit.Abstractions;

namespace ActorStream.Tests.Engine.Damage;

/// <summary>
/// Every byte of every file of a checkpoint directory changed, and every length cut, each read as a restart reads: journal, manifests, and
/// the state of the newest checkpoint. What is not found out must not matter: the job goes on from the same state.
/// </summary>
public sealed class CorruptionSweepTests(ITestOutputHelper output)
{
    private static readonly CrashedJob Crashed = CrashedJob.Run(parallelism: 1);
    private static readonly Dictionary<string, byte[]> Files = Crashed.Files
        .Where(static file => file.Key.StartsWith(SimulatedJob.Directory, StringComparison.Ordinal)).ToDictionary();
    private static readonly SimulatedJob Job = CrashedJob.New(parallelism: 1);
    private static readonly CheckpointCompleted Newest = RestorePointOf(Files);

    [Fact]
    public async Task Every_changed_byte_is_found_or_is_of_a_file_that_no_restart_goes_on_from()
    {
        var whole = await RestoreAsync(Files);
        foreach (var (path, bytes) in Files.OrderBy(static file => file.Key))
        {
            var found = 0;
            for (var at = 0; at < bytes.Length; at++)
            {
                byte[] changed = [.. bytes[..at], (byte)(bytes[at] ^ (1 << (at % 8))), .. bytes[(at + 1)..]];
                if (await IsFoundAsync(path, changed, whole)) found++;
            }

            output.WriteLine($"{path}: {found} of {bytes.Length} changed bytes found");
            Assert.Equal(IsNeeded(path) ? bytes.Length : 0, found);
        }
    }

    [Fact]
    public async Task Every_lost_end_is_found_or_is_of_a_file_that_no_restart_goes_on_from()
    {
        var whole = await RestoreAsync(Files);
        foreach (var (path, bytes) in Files.OrderBy(static file => file.Key))
        {
            var found = 0;
            for (var length = 0; length < bytes.Length; length++)
            {
                if (await IsFoundAsync(path, bytes[..length], whole)) found++;
            }

            output.WriteLine($"{path}: {found} of {bytes.Length} lengths found");
            // Entries behind the last decision may be lost like appends that never ended: nothing is undone by that.
            var mayBeLost = path.EndsWith(".journal", StringComparison.Ordinal) ? bytes.Length - EndOfLastDecision(bytes) : 0;
            Assert.Equal(IsNeeded(path) ? bytes.Length - mayBeLost : 0, found);
        }
    }

    /// <summary>Whether a restart goes on from the file: the journal, and what the newest checkpoint consists of.</summary>
    private static bool IsNeeded(string path) =>
        path.EndsWith(".journal", StringComparison.Ordinal)
            || path.Contains($"/chk-{Newest.Checkpoint}-e{Newest.Epoch}/", StringComparison.Ordinal);

    /// <summary>Where the line of the last decision ends, its line feed not counted.</summary>
    private static int EndOfLastDecision(byte[] journal)
    {
        var start = journal.AsSpan().LastIndexOf("checkpoint-completed"u8);
        return start + journal.AsSpan(start).IndexOf((byte)'\n');
    }

    private static async Task<bool> IsFoundAsync(string path, byte[] damaged, string whole)
    {
        try
        {
            var restored = await RestoreAsync(new Dictionary<string, byte[]>(Files) { [path] = damaged });
            Assert.Equal(whole, restored);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>All that a restart goes on from, in words.</summary>
    private static async Task<string> RestoreAsync(IReadOnlyDictionary<string, byte[]> files)
    {
        var disk = new SimulatedDisk(seed: 1);
        CrashedJob.Write(disk, files);
        var mount = disk.Mount("restart");
        var storage = new CheckpointStorage(mount, SimulatedJob.Directory);
        await using var journal = new FileJournal(mount, $"{SimulatedJob.Directory}/journal");
        var history = await JobDirectory.ReadHistoryAsync(journal, storage, default);
        var run = new JobRun
        {
            Plan = Job.Plan,
            Settings = Job.Settings,
            Journal = journal,
            Checkpoints = storage,
            Ports = new PortContext("test", mount, TimeProvider.System, NullLoggerFactory.Instance),
            NewJob = new JobId(1),
            Logger = NullLogger.Instance,
        };
        var reader = new RestoreReader(run, new CoordinatorLog(NullLogger.Instance));
        var restored = await reader.ReadAsync(RestorePast.Of(history), default);
        var state = new List<string> { $"{history.Created} {history.RestorePoint} {string.Join(' ', restored.Plan.Committables.Keys)}" };
        foreach (var snapshot in restored.Plan.Subtasks.Values.SelectMany(static own => own).SelectMany(static op => op.Keyed)
            .SelectMany(static part => part.Files))
        {
            await using var file = await SnapshotReader.OpenAsync(storage, snapshot, default);
            foreach (var block in file.Catalog.Runs.SelectMany(static run => run.Blocks))
                state.Add(Convert.ToHexString((await file.ReadBlockAsync(block, default)).Span));
        }

        Assert.True(state.Count > 1, "no state was restored");
        return string.Join('\n', state);
    }

    private static CheckpointCompleted RestorePointOf(IReadOnlyDictionary<string, byte[]> files)
    {
        var (path, bytes) = files.Single(static file => file.Key.EndsWith(".journal", StringComparison.Ordinal));
        return JobHistory.Replay(JournalSegment.Parse(path, bytes).Entries).RestorePoint!;
    }
}
