using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Engine.Coordinator.Simulation;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Savepoints;

/// <summary>Savepoints of whole jobs: taken, stopped with, moved, started from.</summary>
public sealed class SavepointTests
{
    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 3)]
    [InlineData(2, 2)]
    public void Stopped_job_goes_on_from_its_moved_savepoint_at_another_parallelism(int before, int after)
    {
        var job = new CountingJob();
        var run = new SavepointRun(1, job.Declare, before).RunFor(200);
        var taken = run.Stop("/out/sp");
        Assert.InRange(job.Store.Committed.Count, 1, job.Records - 1);
        Assert.Equal(run.Job.ReadHistory().RestorePoint!.Checkpoint, taken.Checkpoint);

        run.From(run.Move("/out/sp", "/elsewhere/moved"), after).Finish();

        job.AssertAllCommittedOnce();
        Assert.True(run.Job.ReadHistory().Epoch > 1_000_000_000);
    }

    [Fact]
    public void Job_goes_on_when_a_savepoint_is_taken()
    {
        var job = new CountingJob();
        var run = new SavepointRun(2, job.Declare, 2).RunFor(100);
        var taken = run.Take("/sp");
        run.Finish();

        job.AssertAllCommittedOnce();
        Assert.Equal(0, run.Job.Status().Restarts);
        Assert.Equal(taken.Bytes, run.Job.Files("/sp").Sum(path => run.Read(path).Length));
        Assert.All(run.Job.Files("/sp"),
            static path => Assert.True(path == "/sp/savepoint.json" || path.StartsWith("/sp/count/", StringComparison.Ordinal), path));
    }

    [Fact]
    public void Savepoint_stands_alone_when_the_job_and_its_checkpoints_are_gone()
    {
        var job = new CountingJob();
        var run = new SavepointRun(3, job.Declare, 2).RunFor(300);
        run.Stop("/sp");
        run.Delete("/job");
        run.From("/sp", 3).Finish();

        job.AssertAllCommittedOnce();
    }

    [Fact]
    public void Request_is_refused_with_a_reason_and_harms_nothing()
    {
        var job = new CountingJob();
        var run = new SavepointRun(4, job.Declare, 2);
        Assert.Contains("Recovering", run.Refused("/sp"), StringComparison.Ordinal);
        run.RunFor(100);
        run.Create("/full/of");

        Assert.Contains("not empty, it holds 'of'", run.Refused("/full"), StringComparison.Ordinal);
        Assert.Contains("not a full path", run.Refused("relative"), StringComparison.Ordinal);
        run.Job.Ask(new TriggerSavepoint("/first", SavepointMode.Take), static _ => { });
        run.RunFor(1);
        Assert.Contains("to '/first' is under way", run.Refused("/second"), StringComparison.Ordinal);
        run.Finish();
        job.AssertAllCommittedOnce();
        Assert.Equal(0, run.Job.Status().Restarts);
    }

    [Theory]
    [InlineData("Take")]
    [InlineData("Stop")]
    [InlineData("Drain")]
    public void Failed_export_fails_its_request_and_not_the_job(string named)
    {
        var mode = Enum.Parse<SavepointMode>(named);
        var job = new CountingJob();
        var settings = SimulatedJobOptions.ShortTimes;
        settings = settings with
        {
            Checkpoint = settings.Checkpoint with { ToleratedFailures = 0 },
            Restart = settings.Restart with { Strategy = RestartStrategy.None },
        };
        var run = new SavepointRun(5, job.Declare, 2, settings).RunFor(100);
        run.Job.Disk.Fault = static call => call.Operation == DiskOperation.Sync && call.Path.StartsWith("/sp/", StringComparison.Ordinal)
            ? new IOException("no such luck") : null;

        Assert.Contains("no such luck. The job goes on.", run.Refused("/sp", mode), StringComparison.Ordinal);
        run.Job.Disk.Fault = static _ => null;
        Assert.Empty(run.Job.Files("/sp"));
        run.RunFor(100);
        run.Take("/sp");
        run.Finish();

        job.AssertAllCommittedOnce();
        Assert.Equal(0, run.Job.Status().Restarts);
    }

    [Fact]
    public void Savepoint_that_was_not_completed_starts_nothing()
    {
        var job = new CountingJob();
        var run = new SavepointRun(6, job.Declare, 2).RunFor(200);
        run.Stop("/sp");
        run.Rename("/sp/savepoint.json", "/sp/savepoint.json.undecided");
        run.From("/sp", 2);
        run.Job.RunToEnd();

        Assert.Contains("was not completed", run.Job.End!.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_changed_byte_of_the_manifest_is_found()
    {
        var job = new CountingJob(lists: 1, each: 300);
        var run = new SavepointRun(7, job.Declare, 1).RunFor(80);
        run.Stop("/sp");
        var bytes = run.Read("/sp/savepoint.json");
        Assert.NotEmpty(SavepointText.Parse(bytes).Operators);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            Assert.Throws<FormatException>(() => SavepointText.Parse(changed));
            Assert.Throws<FormatException>(() => SavepointText.Parse(bytes[..i]));
        }
    }

    [Fact]
    public void Same_start_again_goes_on_from_the_jobs_own_checkpoints()
    {
        var job = new CountingJob();
        var run = new SavepointRun(8, job.Declare, 2).RunFor(150);
        run.Stop("/sp");
        run.From("/sp", 3).RunFor(200);
        run.Delete("/sp");
        run.From("/sp", 3).Finish();

        job.AssertAllCommittedOnce();
        Assert.Single(run.Job.ReadHistory().Lineage);
    }

    [Fact]
    public void Job_that_is_not_over_is_not_given_up_for_another()
    {
        var job = new CountingJob();
        var run = new SavepointRun(9, job.Declare, 2).RunFor(150);
        run.Take("/sp");
        run.From("/sp", 2);
        run.Job.RunToEnd();

        Assert.IsType<JobNotOverException>(run.Job.End!.Error);
    }

    [Fact]
    public void Savepoint_that_is_made_where_an_earlier_one_was_is_not_taken_for_that()
    {
        var job = new CountingJob();
        var run = new SavepointRun(10, job.Declare, 2, SimulatedJobOptions.ShortTimes with
        {
            Checkpoint = SimulatedJobOptions.ShortTimes.Checkpoint with { Retained = 1000 },
        }).RunFor(100);
        run.Take("/sp");
        run.Move("/sp", "/kept");
        run.Job.Ask(new TriggerSavepoint("/sp", SavepointMode.Take), static _ => { });
        run.Job.Host.RunUntil(() => run.Job.Files("/sp").Count > 1 && run.Read("/sp/savepoint.json.undecided").Length > 0);
        Assert.Single(run.Job.ReadHistory().Completed, static one => one.Savepoint is not null);
        foreach (var process in run.Job.Running.ToList()) run.Job.Crash(process);
        run.Restart();
        run.Finish();

        Assert.DoesNotContain("/sp/savepoint.json", run.Job.Files("/sp"));
        job.AssertAllCommittedOnce();
    }

    [Fact]
    public void Wish_to_stop_is_heard_while_a_job_begins_behind_another_one_in_its_directory()
    {
        for (var steps = 0; steps < 80; steps += 4)
        {
            var job = new CountingJob();
            var run = new SavepointRun(11, job.Declare, 2).RunFor(150);
            run.Stop("/sp");
            run.From("/sp", 2);
            for (var step = 0; step < steps; step++) run.Job.Host.Step();
            run.Job.Ask(new StopJob(), static _ => { });
            run.Job.RunToEnd();
            Assert.Equal(JobEnd.Stopped, run.Job.End!.How);
        }
    }

    [Fact]
    public void What_a_start_drops_is_dropped_once_and_not_again_by_every_restart()
    {
        const int records = 1000;
        var (first, second) = (new MemoryStore<int>(), new MemoryStore<int>());
        var run = new SavepointRun(12, job => Copy(job, first), 2).RunFor(150);
        run.Stop("/sp");
        run.From("/sp", 2, declare: job => Copy(job, second), drop: "numbers").RunFor(200);
        Assert.NotEmpty(run.Job.ReadHistory().Completed);
        foreach (var process in run.Job.Running.ToList()) run.Job.Crash(process);
        run.Restart();
        run.Finish();

        Assert.Equal(Enumerable.Range(0, records), second.Committed.Order());

        static void Copy(JobBuilder job, MemoryStore<int> store) => job
            .From(new ListSource<int>([.. Enumerable.Range(0, records)]), "numbers", recordsPerSecond: 2000)
                .To(new MemorySink<int>(store), "out");
    }

    [Fact]
    public void Job_that_was_cancelled_before_its_first_checkpoint_is_gone_on_from_where_it_began()
    {
        var job = new CountingJob();
        var settings = SimulatedJobOptions.ShortTimes;
        var run = new SavepointRun(13, job.Declare, 2).RunFor(150);
        run.Stop("/sp");
        run.Job.Settings = settings with { Checkpoint = settings.Checkpoint with { Interval = null } };
        run.From("/sp", 2).RunFor(100);
        run.Job.Ask(new CancelJob(), static _ => { });
        run.Job.RunToEnd();
        Assert.Equal(JobEnd.Cancelled, run.Job.End!.How);
        run.From(SimulatedJob.Directory, 3).Finish();

        job.AssertAllCommittedOnce();
    }
}
