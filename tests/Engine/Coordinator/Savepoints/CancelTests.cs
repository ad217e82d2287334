using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Engine.Coordinator.Simulation;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Savepoints;

/// <summary>A job that is ended at once, and one that is started from what it kept.</summary>
public sealed class CancelTests
{
    private readonly CountingJob _job = new();

    [Fact]
    public void Cancelled_job_is_over_and_a_new_one_goes_on_from_its_newest_checkpoint()
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var job = new CountingJob();
            var run = Cancelled(seed, job);
            Assert.InRange(job.Store.Committed.Count, 1, job.Records - 1);
            var newest = run.Job.ReadHistory().RestorePoint!;

            run.From($"/job/chk-{newest.Checkpoint}-e{newest.Epoch}", 3).Finish();

            job.AssertAllCommittedOnce();
            Assert.Equal(0, job.Store.Pending);
        }
    }

    [Fact]
    public void Cancelled_job_is_not_started_again_by_itself()
    {
        var run = Cancelled(1, _job);
        run.Job.Crash("control");
        run.Job.Start("control", ProcessRole.Coordinates);
        run.Job.RunToEnd();

        Assert.Equal(JobEnd.WasOver, run.Job.End!.How);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(1000, 3)]
    public void Setting_says_how_many_checkpoints_are_kept(int setting, int kept)
    {
        var settings = SimulatedJobOptions.ShortTimes;
        var run = Cancelled(2, _job, settings with { Checkpoint = settings.Checkpoint with { RetainOnCancel = setting } });

        Assert.Equal(kept, run.Job.Files().Count(static path => path.EndsWith("/manifest.json", StringComparison.Ordinal)));
        Assert.Equal(kept == 0, run.Job.Files().All(static path => path.StartsWith("/job/journal/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Checkpoint_that_is_not_claimed_outlives_the_job_that_was_started_from_it()
    {
        var run = Cancelled(3, _job);
        var newest = run.Job.ReadHistory().RestorePoint!;
        var directory = $"/job/chk-{newest.Checkpoint}-e{newest.Epoch}";
        var files = run.Job.Files(directory);
        run.From(directory, 2).Finish();

        Assert.Equal(files, run.Job.Files(directory));
        Assert.Equal(4, run.Job.Files().Count(static path => path.EndsWith("/manifest.json", StringComparison.Ordinal)));
    }

    [Fact]
    public void Claimed_checkpoint_in_the_same_directory_goes_when_newer_ones_are_retained()
    {
        var run = Cancelled(4, _job);
        var newest = run.Job.ReadHistory().RestorePoint!;
        var directory = $"/job/chk-{newest.Checkpoint}-e{newest.Epoch}";
        run.From(directory, 2, ClaimMode.Claim).Finish();

        Assert.Empty(run.Job.Files(directory));
        Assert.Equal(3, run.Job.Files().Count(static path => path.EndsWith("/manifest.json", StringComparison.Ordinal)));
        _job.AssertAllCommittedOnce();
    }

    [Fact]
    public void Claimed_savepoint_is_deleted_behind_the_first_checkpoint()
    {
        var run = new SavepointRun(5, _job.Declare, 2).RunFor(200);
        run.Stop("/sp");
        run.From("/sp", 3, ClaimMode.Claim).Finish();

        Assert.Empty(run.Job.Files("/sp"));
        _job.AssertAllCommittedOnce();
    }

    private static SavepointRun Cancelled(ulong seed, CountingJob job, ActorStreamSettings? settings = null)
    {
        var run = new SavepointRun(seed, job.Declare, 2, settings).RunFor(250);
        run.Job.Coordinator!.Tell(new CancelJob());
        run.Job.RunToEnd();
        Assert.Equal(JobEnd.Cancelled, run.Job.End!.How);
        Assert.True(run.Job.ReadHistory().Finished!.Cancelled);
        return run;
    }
}
