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
    public void Files_that_another_manifest_reaches_outlive_the_claim(bool isClaimed)
    {
        var run = Elsewhere(out var directory);
        var others = run.Checkpoints("/old").Where(one => one.Directory != directory).ToList();
        var before = run.Job.Files("/old");
        run.From(directory, 3, isClaimed ? ClaimMode.Claim : ClaimMode.NoClaim).Finish();

        _job.AssertAllCommittedOnce();
        Assert.Equal(2, others.Count);
        Assert.All(others, other => Assert.True(run.Look(disk => HasEntriesAsync(disk, other.Directory))));
        if (!isClaimed) Assert.Equal(before, run.Job.Files("/old"));
        else Assert.DoesNotContain($"{directory}/manifest.json", run.Job.Files("/old"));
        Assert.Empty(run.Unreached("/old"));
    }

    [Fact]
    public void Checkpoint_of_a_job_that_is_not_over_cannot_be_claimed()
    {
        var run = new SavepointRun(1, _job.Declare, 2).RunFor(300);
        foreach (var process in run.Job.Running.ToList()) run.Job.Crash(process);
        run.Move("/job", "/old");
        run.From(run.Checkpoints("/old")[^1].Directory, 2, ClaimMode.Claim);
        run.Job.RunToEnd();

        Assert.Contains("is not over, and needs its checkpoints", run.Job.End!.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Directory_says_what_can_be_started_from_and_what_nothing_reaches()
    {
        var run = new SavepointRun(2, _job.Declare, 2).RunFor(300);
        run.Stop("/sp");
        var all = run.Checkpoints("/job");

        Assert.Equal([false, false, true], all.Select(static one => one.IsNewest));
        Assert.Equal([true, true, true], all.Select(static one => one.IsCommitted));
        Assert.Equal([null, null, "/sp"], all.Select(static one => one.Savepoint));
        Assert.True(all[^1].IsLast);
        Assert.Empty(run.Unreached("/job"));

        run.Rename("/sp/savepoint.json", $"{all[0].Directory}/9.9-9.keyed");
        Assert.Equal([$"{all[0].Directory}/9.9-9.keyed"], run.Unreached("/job"));
        Assert.Contains("no journal", Assert.Throws<AggregateException>(() => run.Checkpoints("/sp")).InnerException!.Message,
            StringComparison.Ordinal);
    }

    /// <summary>Reads all of a checkpoint: a file that is missing or another one is an error.</summary>
    private static async ValueTask<bool> HasEntriesAsync(IFileSystem disk, string directory)
    {
        var entries = 0;
        await CheckpointEntries.ReadAsync(
            await StoredCheckpoint.OpenAsync(disk, directory, default), static _ => true, _ => entries++, default);
        return entries > 0;
    }

    /// <summary>A job that was cancelled, whose directory was moved; every snapshot in a file of its own, in layers.</summary>
    private SavepointRun Elsewhere(out string directory)
    {
        var settings = SimulatedJobOptions.ShortTimes;
        var run = new SavepointRun(
            3, _job.Declare, 2, settings with { Checkpoint = settings.Checkpoint with { GatherBelow = new ByteSize(0) } }).RunFor(250);
        run.Job.Coordinator!.Tell(new CancelJob());
        run.Job.RunToEnd();
        var newest = run.Job.ReadHistory().RestorePoint!;
        run.Move("/job", "/old");
        directory = $"/old/chk-{newest.Checkpoint}-e{newest.Epoch}";
        return run;
    }
}
