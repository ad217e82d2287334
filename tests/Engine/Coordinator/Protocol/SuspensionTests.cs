using ActorStream.Actors;
using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Protocol;

/// <summary>A job that an operator's error policy has suspended.</summary>
public sealed class SuspensionTests
{
    private static readonly OperatorSuspendedException Poison =
        new(new FailedRecord("pass", 0, null, null, null, "7", "FormatException", "not a number"), new FormatException("not a number"));

    [Fact]
    public void Suspended_job_runs_nothing_and_keeps_its_state_until_it_is_resumed()
    {
        var run = Suspended();
        run.RunFor(60_000);
        Assert.Equal(JobState.Suspended, run.Status().State);
        Assert.Contains("cannot handle 7: FormatException: not a number", run.Status().LastFailure, StringComparison.Ordinal);
        Assert.Equal([1], run.Fake.DeployedEpochs);
        Assert.Equal(1, run.Fake.StoppedEpochs.Max());
        var newest = run.Completed.Last();

        Assert.IsType<JobResumed>(Ask(run, new ResumeJob()));
        run.RunUntil(() => run.Status().State == JobState.Running);
        Assert.Equal(
            (2, newest), (run.Records.OfType<EpochStarted>().Last().Epoch, run.Records.OfType<EpochStarted>().Last().RestorePoint));
        run.RunUntil(() => run.Completed.Last() > newest);
    }

    [Fact]
    public void Suspension_is_no_failure_that_a_restart_strategy_counts()
    {
        var run = Suspended();
        for (var i = 0; i < 20; i++)
        {
            Ask(run, new ResumeJob());
            run.RunUntil(() => run.Status().State == JobState.Running);
            Fail(run);
            run.RunUntil(() => run.Status().State == JobState.Suspended);
        }

        Assert.Equal(0, run.Status().Restarts);
    }

    [Fact]
    public void Job_that_is_not_suspended_has_nobody_to_wait_for()
    {
        var run = new ProtocolRun().Start();
        run.RunUntil(() => run.Status().State == JobState.Running);
        Assert.Equal("Job 'test' is running, and waits for nobody.", Assert.IsType<RequestRefused>(Ask(run, new ResumeJob())).Why);
        Assert.IsType<RequestRefused>(Ask(Suspended(), new TriggerSavepoint("/sp", SavepointMode.Take)));
    }

    [Theory]
    [InlineData(true, JobEnd.Cancelled)]
    [InlineData(false, JobEnd.Suspended)]
    internal void Suspended_job_can_be_ended(bool isCancelled, JobEnd end)
    {
        var run = Suspended();
        run.Coordinator.Tell(isCancelled ? new CancelJob() : new SuspendJob());
        run.RunToEnd();
        Assert.Equal(end, run.End!.How);
    }

    [Fact]
    public void Process_that_ends_meanwhile_starts_again_from_the_last_checkpoint()
    {
        var run = Suspended();
        run.Host.CrashNode("control");
        run.Start(withAgent: false);
        run.RunUntil(() => run.Status().State == JobState.Deploying);
        Assert.Equal(run.Completed.Last(), run.Records.OfType<EpochStarted>().Last().RestorePoint);
    }

    private static ProtocolRun Suspended()
    {
        var run = new ProtocolRun().Start();
        run.RunUntil(() => run.FullyCommitted.Any());
        Fail(run);
        run.RunUntil(() => run.Status().State == JobState.Suspended);
        return run;
    }

    private static void Fail(ProtocolRun run) =>
        run.Coordinator.Tell(new SubtaskFailed(run.Status().Epoch, ProtocolRun.Last, new InvalidOperationException("wrapped", Poison)));

    private static object Ask(ProtocolRun run, object message)
    {
        var answer = run.Host.Node("control").AskAsync<object>(run.Coordinator, message);
        run.Host.RunUntil(() => answer.IsCompleted);
        return answer.Result;
    }
}
