using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Engine.Coordinator.Simulation;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Savepoints;

/// <summary>A checkpoint in the directory of another job, which has files in common with others there.</summary>
public sealed class ForeignCheckpointTests
{
    private readonly CountingJob _job = new(lists: 5, each: 400);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Files_that_another_manifest_reaches_outlive_the_claim(bool isClaimed)
    {
        var run = Elsewhere(out var directory);
        var others = (await JobFiles.CheckpointsAsync(run.Disk, "/old", default)).Where(one => one.Directory != directory).ToList();
        var before = run.Job.Files("/old");
        run.From(directory, 3, isClaimed ? ClaimMode.Claim : ClaimMode.NoClaim).Finish();

        _job.AssertAllCommittedOnce();
        Assert.Equal(2, others.Count);
        foreach (var other in others)
        {
            var left = await StoredCheckpoint.OpenAsync(run.Disk, other.Directory, default);
            foreach (var file in left.Manifest.Files.Where(static file => !file.EndsWith("/decided", StringComparison.Ordinal)))
                Assert.NotNull(await run.Disk.StatAsync(left.Storage.FullPath(file)));
            Assert.NotEmpty(await EntriesOf(left));
        }

        if (!isClaimed) Assert.Equal(before, run.Job.Files("/old"));
        else Assert.Null(await run.Disk.StatAsync($"{directory}/manifest.json"));
        Assert.Empty(await JobFiles.UnreachedAsync(run.Disk, "/old", default));
    }

    [Fact]
    public async Task Checkpoint_of_a_job_that_is_not_over_cannot_be_claimed()
    {
        var run = new SavepointRun(1, _job.Declare, 2).RunFor(300);
        foreach (var process in run.Job.Running.ToList()) run.Job.Crash(process);
        run.Move("/job", "/old");
        var newest = (await JobFiles.CheckpointsAsync(run.Disk, "/old", default))[^1];
        run.From(newest.Directory, 2, ClaimMode.Claim);
        run.Job.RunToEnd();

        Assert.Contains("is not over, and needs its checkpoints", run.Job.End!.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_says_what_can_be_started_from_and_what_nothing_reaches()
    {
        var run = new SavepointRun(2, _job.Declare, 2).RunFor(300);
        run.Stop("/sp");
        var all = await JobFiles.CheckpointsAsync(run.Disk, "/job", default);

        Assert.Equal([false, false, true], all.Select(static one => one.IsNewest));
        Assert.Equal([true, true, true], all.Select(static one => one.IsCommitted));
        Assert.Equal([null, null, "/sp"], all.Select(static one => one.Savepoint));
        Assert.True(all[^1].IsLast);
        Assert.Empty(await JobFiles.UnreachedAsync(run.Disk, "/job", default));

        await (await run.Disk.CreateAsync($"{all[0].Directory}/9.9-9.keyed")).DisposeAsync();
        Assert.Equal([$"{all[0].Directory}/9.9-9.keyed"], (await JobFiles.UnreachedAsync(run.Disk, "/job", default)).Select(static file => file.Path));
        await Assert.ThrowsAsync<IOException>(async () => await JobFiles.CheckpointsAsync(run.Disk, "/sp", default));
    }

    private static async Task<List<StoredEntry>> EntriesOf(StoredCheckpoint checkpoint)
    {
        var entries = new List<StoredEntry>();
        await CheckpointEntries.ReadAsync(checkpoint, static _ => true, entries.Add, default);
        return entries;
    }

    /// <summary>A job that was cancelled, whose directory was moved; every snapshot in a file of its own, in layers.</summary>
    private SavepointRun Elsewhere(out string directory)
    {
        var settings = SimulatedJobOptions.ShortTimes;
        var run = new SavepointRun(3, _job.Declare, 2, settings with { Checkpoint = settings.Checkpoint with { GatherBelow = new ByteSize(0) } }).RunFor(250);
        run.Job.Coordinator!.Tell(new CancelJob());
        run.Job.RunToEnd();
        var newest = run.Job.ReadHistory().RestorePoint!;
        run.Move("/job", "/old");
        directory = $"/old/chk-{newest.Checkpoint}-e{newest.Epoch}";
        return run;
    }
}
