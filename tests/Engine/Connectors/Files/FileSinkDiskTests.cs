using ActorStream.Backends.Files;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Connectors.Files.Output;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorStream.Tests.Engine.Connectors.Files;

/// <summary>The file sink with one file per transaction.</summary>
public sealed class PlainFileSinkDiskTests() : FileSinkDiskTests(new(), filesOfTransaction: 1);

/// <summary>The file sink with several files per transaction, one of them full before the others end, in two sub-directories.</summary>
public sealed class BucketedFileSinkDiskTests() : FileSinkDiskTests(
    new() { MaxFileBytes = 6, Buckets = FileBuckets.By<string>(static line => line[^1] is 'x' ? "x" : "rest") }, filesOfTransaction: 3);

/// <summary>The file sink on a disk that loses power before any of its calls, fills up, and refuses to sync.</summary>
public abstract class FileSinkDiskTests(FileSinkOptions<string> options, int filesOfTransaction)
{
    private const string Directory = "out/lines";
    private static readonly JobId Job = new(1);

    [Fact]
    public async Task Power_lost_before_any_call_costs_and_doubles_no_row()
    {
        for (var call = 0; ; call++)
        {
            var disk = await FormattedAsync(seed: call);
            var calls = 0;
            disk.BeforeCall = _ =>
            {
                if (calls++ == call)
                {
                    disk.LosePower();
                }

                return default;
            };

            // What the job's journal would hold: prepared transactions of completed checkpoints, and the last epoch.
            var (decided, epoch) = (new List<Committable>(), 0L);
            var survived = await RunAsync();
            disk.BeforeCall = static _ => default;
            var seen = await LinesAsync(disk);
            Assert.True(seen.Distinct().Count() == seen.Count && seen.All(line => decided.Any(c => LinesOf(c).Contains(line))),
                $"Power lost before call {call}: visible are {string.Join(", ", seen)}.");

            await using var recovery = await OpenAsync(disk, ++epoch, -1);
            await recovery.RecoverAsync(new SinkRecovery([Job], epoch, 9, decided), default);
            Assert.Equal(decided.SelectMany(LinesOf).Order(), (await LinesAsync(disk)).Order());
            var left = await disk.Mount("reader").ListDeepAsync(Directory);
            Assert.DoesNotContain(left, entry => entry.Name.StartsWith(".part", StringComparison.Ordinal));
            if (survived)
            {
                Assert.True(call > 60, $"The run made {call} calls only.");
                return;
            }

            async Task<bool> RunAsync()
            {
                try
                {
                    for (epoch = 1; epoch <= 2; epoch++)
                    {
                        await using (var first = await OpenAsync(disk, epoch, -1))
                        {
                            await first.RecoverAsync(new SinkRecovery([Job], epoch, 9, decided), default);
                        }

                        await using var session = await OpenAsync(disk, epoch, 0);
                        var prepared = await PrepareAsync(session, epoch, 0);
                        var aborted = await PrepareAsync(session, epoch, 1);
                        decided.Add(prepared);
                        await session.CommitAsync(prepared, default);
                    }

                    epoch = 2;
                    return true;
                }
                catch (IOException)
                {
                    return false;
                }
            }
        }
    }

    [Theory]
    [InlineData(nameof(DiskOperation.Sync))]
    [InlineData(nameof(DiskOperation.SyncDirectory))]
    public async Task A_transaction_whose_sync_failed_is_not_prepared(string failing)
    {
        var disk = await FormattedAsync(seed: 1);
        await using var session = await OpenAsync(disk, 1, 0);
        disk.Fault = call => call.Operation.ToString() == failing ? new IOException("Input/output error") : null;
        await Assert.ThrowsAsync<IOException>(() => PrepareAsync(session, 1, 0));
    }

    [Fact]
    public async Task A_commit_whose_sync_failed_is_durable_once_repeated()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var disk = await FormattedAsync(seed);
            var session = await OpenAsync(disk, 1, 0);
            var prepared = await PrepareAsync(session, 1, 0);
            await FailToCommitAsync(disk, session, prepared);
            // The first attempt ended at the first directory: what is in others becomes visible now.
            var outcome = filesOfTransaction == 1 ? CommitOutcome.AlreadyCommitted : CommitOutcome.Committed;
            Assert.Equal(outcome, await session.CommitAsync(prepared, default));
            Assert.Equal(CommitOutcome.AlreadyCommitted, await session.CommitAsync(prepared, default));
            disk.LosePower();
            Assert.Equal(LinesOf(prepared), (await LinesAsync(disk)).Order());

            // What the power failure may have brought back is no reason to refuse, and does not stay.
            var (next, files) = (await OpenAsync(disk, 2, -1), disk.Mount("reader"));
            await next.RecoverAsync(new SinkRecovery([Job], 2, 1, [prepared]), default);
            Assert.Equal(LinesOf(prepared), (await LinesAsync(disk)).Order());
            Assert.DoesNotContain(await files.ListDeepAsync(Directory), entry => entry.Name.StartsWith(".part", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_commit_whose_sync_failed_in_another_process_is_durable_once_recovered()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var disk = await FormattedAsync(seed);
            var session = await OpenAsync(disk, 1, 0);
            var prepared = await PrepareAsync(session, 1, 0);
            await FailToCommitAsync(disk, session, prepared);
            await (await OpenAsync(disk, 2, -1)).RecoverAsync(new SinkRecovery([Job], 2, 1, [prepared]), default);
            disk.LosePower();
            Assert.Equal(LinesOf(prepared), (await LinesAsync(disk)).Order());
        }
    }

    [Fact]
    public async Task A_name_that_the_failed_sync_of_another_subtask_lost_is_made_anew()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var disk = await FormattedAsync(seed);
            var other = disk.Mount("other");
            var failed = false;
            disk.Fault = static call => call is { Process: "other", Operation: DiskOperation.SyncDirectory }
                ? new IOException("Input/output error")
                : null;
            disk.BeforeCall = async call =>
            {
                if (failed || call is not { Process: "epoch 1", Operation: DiskOperation.SyncDirectory }) return;
                failed = true;
                await Assert.ThrowsAsync<IOException>(async () => await other.SyncDirectoryAsync(call.Path));
            };
            var prepared = await PrepareAsync(await OpenAsync(disk, 1, 0), 1, 0);
            Assert.True(failed);
            disk.LosePower();

            await (await OpenAsync(disk, 2, -1)).RecoverAsync(new SinkRecovery([Job], 2, 1, [prepared]), default);
            Assert.Equal(LinesOf(prepared), (await LinesAsync(disk)).Order());
        }
    }

    [Fact]
    public async Task A_fence_whose_sync_failed_is_durable_once_raised_again()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var disk = await FormattedAsync(seed);
            var recovery = new SinkRecovery([Job], 2, 0, []);
            disk.Fault = static call => call.Operation == DiskOperation.SyncDirectory ? new IOException("Input/output error") : null;
            await Assert.ThrowsAsync<IOException>(async () => await (await OpenAsync(disk, 2, -1)).RecoverAsync(recovery, default));
            disk.Fault = static _ => null;
            await (await OpenAsync(disk, 2, -1)).RecoverAsync(recovery, default);
            disk.LosePower();
            await Assert.ThrowsAsync<IOException>(async () => await PrepareAsync(await OpenAsync(disk, 1, 0), 1, 0));
        }
    }

    [Fact]
    public async Task A_full_disk_fails_the_write_and_recovery_makes_room()
    {
        var disk = await FormattedAsync(seed: 1);
        disk.CapacityBytes = 100_000;
        var session = await OpenAsync(disk, 1, 0);
        var transaction = await session.BeginAsync(new SinkTransactionId(Job, "out", 0, 1, 0), default);
        await Assert.ThrowsAsync<DiskFullException>(async () => await transaction.WriteAsync(new[] { new string('x', 200_000) }, default));
        await using var recovery = await OpenAsync(disk, 2, -1);
        disk.CapacityBytes = long.MaxValue;
        await recovery.RecoverAsync(new SinkRecovery([Job], 2, 0, []), default);
        Assert.Empty(await LinesAsync(disk));
        Assert.DoesNotContain(await disk.Mount("reader").ListDeepAsync(Directory), entry => entry.Length > 1000);
    }

    [Fact]
    public async Task A_prepared_file_that_was_damaged_is_lost_not_committed()
    {
        var disk = await FormattedAsync(seed: 1);
        var prepared = await PrepareAsync(await OpenAsync(disk, 1, 0), 1, 0);
        var files = disk.Mount("vandal");
        var hidden = (await files.ListDeepAsync(Directory))[^1].Path;
        var length = (await files.StatAsync(hidden))!.Value.Length;
        await files.DeleteAsync(hidden);
        await using (var other = await files.CreateAsync(hidden))
        {
            await other.WriteAsync(new byte[length]);
        }

        await using var recovery = await OpenAsync(disk, 2, -1);
        var error = await Assert.ThrowsAnyAsync<IOException>(
            async () => await recovery.RecoverAsync(new SinkRecovery([Job], 2, 1, [prepared]), default));
        Assert.IsAssignableFrom<IPermanentError>(error);
        Assert.Contains("lost", error.Message, StringComparison.Ordinal);
        Assert.Contains(hidden, error.Message, StringComparison.Ordinal);
        Assert.Empty(await LinesAsync(disk));
    }

    [Theory]
    [InlineData(".job")]
    [InlineData(".fence-")]
    public async Task Every_changed_byte_and_every_lost_end_of_the_sinks_own_files_is_found(string name)
    {
        var disk = await FormattedAsync(seed: 1);
        await using var recovery = await OpenAsync(disk, 1, -1);
        await recovery.RecoverAsync(new SinkRecovery([Job], 1, 0, []), default);
        var files = disk.Mount("vandal");
        var path = (await files.ListAsync(Directory)).Single(entry => entry.Name.StartsWith(name, StringComparison.Ordinal)).Path;
        var whole = await files.ReadAllAsync(path, 1024);
        for (var at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole[..at], (byte)(whole[at] ^ (1 << (at % 8))), .. whole[(at + 1)..]];
            foreach (var damaged in (byte[][])[changed, whole[..at]])
            {
                await files.ReplaceAsync(path, damaged);
                var error = await Assert.ThrowsAnyAsync<IOException>(
                    async () => await recovery.RecoverAsync(new SinkRecovery([Job], 1, 0, []), default));
                Assert.IsAssignableFrom<IPermanentError>(error);
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>The journal lost its end, or the checkpoints are an older copy: the rows since would come a second time.</summary>
    [Fact]
    public async Task Output_of_a_later_checkpoint_than_the_restored_one_stops_the_recovery_before_it_changes_anything()
    {
        var disk = await FormattedAsync(seed: 1);
        await using var session = await OpenAsync(disk, 1, 0);
        await session.CommitAsync(await PrepareAsync(session, 1, 0), default);
        await session.CommitAsync(await PrepareAsync(session, 1, 1), default);
        await PrepareAsync(session, 1, 2);
        var before = await disk.Mount("reader").ListDeepAsync(Directory);

        await using var recovery = await OpenAsync(disk, 2, -1);
        var error = await Assert.ThrowsAnyAsync<IOException>(
            async () => await recovery.RecoverAsync(new SinkRecovery([Job], 2, 1, []), default));
        Assert.IsAssignableFrom<IPermanentError>(error);
        Assert.Contains("-c1", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await disk.Mount("reader").ListDeepAsync(Directory));

        await recovery.RecoverAsync(new SinkRecovery([Job], 2, 2, []), default);
        Assert.Equal(["1/0", "1/0x", "1/0yyyyy", "1/0z", "1/1", "1/1x", "1/1yyyyy", "1/1z"], (await LinesAsync(disk)).Order());
    }

    private static async Task FailToCommitAsync(SimulatedDisk disk, ISinkSession<string> session, Committable prepared)
    {
        disk.Fault = static call => call.Operation == DiskOperation.SyncDirectory ? new IOException("Input/output error") : null;
        await Assert.ThrowsAsync<IOException>(async () => await session.CommitAsync(prepared, default));
        disk.Fault = static _ => null;
    }

    private static async Task<SimulatedDisk> FormattedAsync(int seed)
    {
        var disk = new SimulatedDisk(seed);
        await disk.Mount("setup").CreateDirectoryAsync(Directory);
        return disk;
    }

    private async Task<Committable> PrepareAsync(ISinkSession<string> session, long epoch, long after)
    {
        var id = new SinkTransactionId(Job, "out", 0, epoch, after);
        await using var transaction = await session.BeginAsync(id, default);
        foreach (var line in LinesOf(id)) await transaction.WriteAsync(new[] { line }, default);
        var prepared = new Committable(id, after + 1, (await transaction.PreCommitAsync(default))!);
        Assert.Equal(filesOfTransaction, FileCommittable.Of(prepared).Files.Count);
        return prepared;
    }

    private static string[] LinesOf(Committable committable) => LinesOf(committable.Transaction);

    private static string[] LinesOf(SinkTransactionId id) =>
        [.. new[] { "", "x", "yyyyy", "z" }.Select(end => $"{id.Epoch}/{id.AfterCheckpoint}{end}")];

    private ValueTask<ISinkSession<string>> OpenAsync(SimulatedDisk disk, long epoch, int subtask) =>
        TextFile.ExactlyOnce(Directory, options).OpenAsync(
            new SinkContext
            {
                JobName = "job",
                Job = Job,
                Uid = "out",
                Epoch = epoch,
                Subtask = subtask,
                Parallelism = 1,
                Files = disk.Mount($"epoch {epoch}"),
                Time = TimeProvider.System,
                Logger = NullLogger.Instance,
            },
            default);

    private static async Task<List<string>> LinesAsync(SimulatedDisk disk)
    {
        var input = new InputFiles(disk.Mount("reader"));
        var lines = new List<string>();
        foreach (var entry in (await input.Disk.ListDeepAsync(Directory)).Where(entry => entry.Name[0] != '.'))
        {
            lines.AddRange(await input.ReadAllAsync(TextFile.ReadLines(entry.Path)));
        }

        return lines;
    }
}
