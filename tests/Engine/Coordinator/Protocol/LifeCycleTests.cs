using ActorStream.Actors;
using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Protocol;

/// <summary>How jobs begin, restart, end and are taken over.</summary>
public sealed class LifeCycleTests
{
    [Fact]
    public void Deployment_waits_for_an_agent()
    {
        var run = new ProtocolRun().Start(withAgent: false);
        run.RunFor(500);
        Assert.Equal(JobState.Deploying, run.Status().State);

        run.JoinAgent();

        run.RunUntil(() => run.Completed.Any());
    }

    [Fact]
    public void No_subtask_is_started_before_all_are_ready()
    {
        var run = new ProtocolRun();
        run.Fake.GetsReady = static subtask => subtask != ProtocolRun.Last;
        run.Start().RunFor(1000);
        Assert.DoesNotContain(run.Fake.Told, static told => told.Message is StartEpoch);

        run.Fake.GetsReady = static _ => true;
        run.RunUntil(() => run.Completed.Any());
        Assert.All(run.Fake.Subtasks.Keys, subtask => Assert.NotEmpty(run.Fake.ToldOf<StartEpoch>(subtask)));
    }

    [Fact]
    public void Term_and_epoch_are_durable_before_any_message_carries_them()
    {
        var run = new ProtocolRun();
        run.Journal.Fate = entry => entry.Record is EpochStarted ? AppendFate.LostAndUnknown : AppendFate.Appended;
        run.Start().RunFor(1000);
        Assert.Empty(run.Fake.DeployedEpochs);

        run.Journal.Fate = static _ => AppendFate.Appended;
        run.RunUntil(() => run.Completed.Any());
        Assert.Equal([1], run.Fake.DeployedEpochs);
    }

    [Fact]
    public void Failed_subtask_restarts_the_job_from_its_newest_checkpoint()
    {
        var run = new ProtocolRun().Start();
        run.RunUntil(() => run.Completed.Contains(2));
        run.Fake.Subtasks[ProtocolRun.Last].Tell("fail");
        run.RunUntil(() => run.Fake.DeployedEpochs.Count == 2);

        var restart = run.Records.OfType<EpochStarted>().Last();
        Assert.Equal(2, restart.Epoch);
        Assert.Equal(run.Records.TakeWhile(record => record != restart).OfType<CheckpointCompleted>()
            .Last().Checkpoint, restart.RestorePoint);
        Assert.Contains(1, run.Fake.StoppedEpochs);
        Assert.Equal(1, run.Status().Restarts);
    }

    [Fact]
    public void Restart_budget_ends_the_job_with_its_last_error()
    {
        var settings = SimulatedJobOptions.ShortTimes with
        {
            Restart = new RestartSettings { Strategy = RestartStrategy.FixedDelay, Attempts = 2, Delay = TimeSpan.FromMilliseconds(5) },
        };
        var run = new ProtocolRun(settings: settings).Start();
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            run.RunUntil(() => run.Fake.DeployedEpochs.Count == epoch && run.Status().State == JobState.Running);
            run.Fake.Subtasks[ProtocolRun.Last].Tell("fail");
        }

        run.RunToEnd();
        Assert.Equal(JobEnd.Failed, run.End!.How);
        Assert.Contains("The test made it fail", run.End.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(3, run.Fake.StoppedEpochs.Max());
        Assert.DoesNotContain(run.Records, static record => record is Finished);
    }

    [Fact]
    public void Lost_agent_restarts_the_job_on_the_next()
    {
        var run = new ProtocolRun().Start();
        run.RunUntil(() => run.Completed.Any());
        run.Host.CrashNode("worker");
        run.JoinAgent();

        run.RunUntil(() => run.Fake.DeployedEpochs.Count == 2 && run.Completed.Last() > 1);
    }

    [Fact]
    public void Bounded_job_ends_with_a_final_round_even_if_periodic_ones_are_off()
    {
        var settings = SimulatedJobOptions.ShortTimes;
        settings = settings with { Checkpoint = settings.Checkpoint with { Interval = null } };
        var run = new ProtocolRun(settings: settings).Start();
        run.RunFor(1000);
        Assert.Empty(run.Completed);

        run.Fake.HasInputEnded = true;
        run.RunToEnd();

        Assert.Equal(JobEnd.Finished, run.End!.How);
        Assert.Equal(
            [new CheckpointFullyCommitted(1), new Finished(Stopped: false)], run.Records.TakeLast(2));
        Assert.True(run.Records.OfType<CheckpointCompleted>().Single().Stop);
        Assert.All(run.Fake.ToldOf<TriggerCheckpoint>(ProtocolRun.Source), static trigger => Assert.True(trigger.Final));
    }

    [Fact]
    public void Final_round_is_tried_again_until_it_completes()
    {
        var run = new ProtocolRun();
        run.Fake.HasInputEnded = true;
        var failed = 0;
        run.Fake.OnRound = (subtask, n) => subtask == ProtocolRun.Last && failed++ < 2 ? FakeAnswer.Decline : FakeAnswer.Acknowledge;
        run.Start().RunToEnd();

        Assert.Equal(JobEnd.Finished, run.End!.How);
        Assert.Equal([1], run.Fake.DeployedEpochs);
        Assert.Equal(run.Completed.Last(), run.FullyCommitted.Last());
    }

    [Fact]
    public void Finished_is_journalled_only_after_the_last_commit()
    {
        var run = new ProtocolRun();
        run.Fake.HasInputEnded = true;
        run.Fake.Commits = static (subtask, _) => subtask != ProtocolRun.Last;
        run.Start().RunFor(2000);

        Assert.True(run.Records.OfType<CheckpointCompleted>().Last().Stop);
        Assert.DoesNotContain(run.Records, static record => record is Finished);

        run.Fake.Commits = static (_, _) => true;
        run.RunToEnd();
        Assert.Equal(new Finished(Stopped: false), run.Records.Last());
    }

    [Fact]
    public void Stop_is_journalled_then_decided_then_committed_then_over()
    {
        var run = new ProtocolRun().Start();
        run.RunUntil(() => run.Completed.Any());
        run.Coordinator.Tell(new StopJob());
        run.Coordinator.Tell(new StopJob());
        run.RunToEnd();

        Assert.Equal(JobEnd.Stopped, run.End!.How);
        var records = run.Records.ToList();
        var requested = records.IndexOf(new StopRequested());
        var decided = records.FindIndex(static record => record is CheckpointCompleted { Stop: true });
        Assert.True(requested < decided);
        Assert.Equal([new CheckpointFullyCommitted(run.Completed.Last()), new Finished(Stopped: true)], records.TakeLast(2));
        Assert.Single(records, static record => record is StopRequested);
    }

    [Fact]
    public void Stop_after_the_final_round_was_decided_comes_too_late()
    {
        var run = new ProtocolRun();
        var allowed = false;
        run.Fake.HasInputEnded = true;
        run.Fake.Commits = (_, _) => allowed;
        run.Start().RunUntil(() => run.Records.OfType<CheckpointCompleted>().Any(static completed => completed.Stop));
        run.Coordinator.Tell(new StopJob());
        run.RunUntil(() => run.Records.Contains(new StopRequested()));

        allowed = true;
        run.RunToEnd();

        Assert.Equal(JobEnd.Finished, run.End!.How);
        Assert.Equal(new Finished(Stopped: false), run.Records.Last());
    }

    [Fact]
    public void Stop_whose_round_fails_starts_over_from_the_last_checkpoint_and_stops_then()
    {
        var run = new ProtocolRun().Start();
        run.RunUntil(() => run.Completed.Any());
        var isFirst = true;
        run.Fake.OnRound = (subtask, _) =>
        {
            var isFinal = run.Fake.ToldOf<TriggerCheckpoint>(ProtocolRun.Source).Last().Final;
            if (!isFirst || !isFinal || subtask != ProtocolRun.Last) return FakeAnswer.Acknowledge;
            isFirst = false;
            return FakeAnswer.Decline;
        };
        run.Coordinator.Tell(new StopJob());
        run.RunToEnd();

        Assert.Equal(JobEnd.Stopped, run.End!.How);
        Assert.Equal([1, 2], run.Fake.DeployedEpochs);
    }

    [Fact]
    public void Crash_after_the_decision_to_stop_commits_and_never_starts_the_sources_again()
    {
        var run = new ProtocolRun();
        run.Fake.HasInputEnded = true;
        run.Fake.Commits = static (_, _) => false;
        run.Start().RunUntil(() => run.Records.OfType<CheckpointCompleted>().Any(static completed => completed.Stop));
        run.Host.CrashNode("control");

        run.Start(withAgent: false).RunToEnd();

        Assert.Equal(JobEnd.Finished, run.End!.How);
        Assert.Equal([1], run.Fake.DeployedEpochs);
        Assert.Equal([new CheckpointFullyCommitted(run.Completed.Last()), new Finished(Stopped: false)], run.Records.TakeLast(2));
        Assert.Equal((2, 2), (run.Journal.Entries[^1].Term, run.Records.OfType<EpochStarted>().Last().Epoch));
    }

    [Fact]
    public void Job_that_was_over_changes_nothing()
    {
        var run = new ProtocolRun();
        run.Fake.HasInputEnded = true;
        run.Start().RunToEnd();
        var entries = run.Journal.Entries.ToList();
        run.Host.CrashNode("control");

        run.Start().RunToEnd();

        Assert.Equal(JobEnd.WasOver, run.End!.How);
        Assert.Equal(entries, run.Journal.Entries);
    }

    [Theory]
    [InlineData(AppendFate.KeptAndUnknown)]
    [InlineData(AppendFate.LostAndUnknown)]
    internal void Nothing_follows_from_a_decision_whose_outcome_is_unknown(AppendFate fate)
    {
        var run = new ProtocolRun();
        run.Journal.Fate = entry => entry.Record is CheckpointCompleted ? fate : AppendFate.Appended;
        run.Start().RunFor(1000);

        Assert.Empty(run.Completed);
        Assert.DoesNotContain(run.Fake.Told, static told => told.Message is CommitCheckpoint or AbortCheckpoint);

        run.Journal.Fate = static _ => AppendFate.Appended;
        run.RunUntil(() => run.FullyCommitted.Any());
        Assert.Equal(1, run.Completed.First());
    }

    [Theory]
    [InlineData(AppendFate.KeptAndUnknown, true)]
    [InlineData(AppendFate.LostAndUnknown, false)]
    internal void Outcome_that_stays_unknown_ends_the_job_and_the_next_start_decides_it(AppendFate fate, bool isKept)
    {
        var run = new ProtocolRun();
        run.Journal.Fate = entry => entry.Record is CheckpointCompleted { Checkpoint: 2 } ? fate : AppendFate.Appended;
        run.Start().RunToEnd();
        Assert.Equal(JobEnd.Failed, run.End!.How);
        Assert.Equal([1], run.Completed);

        run.Journal.Fate = static _ => AppendFate.Appended;
        run.Host.CrashNode("control");
        run.Start();
        run.RunUntil(() => run.Status().State == JobState.Running);

        Assert.Equal(isKept ? 2 : 1, run.Records.OfType<EpochStarted>().Last().RestorePoint);
    }

    [Fact]
    public void Failure_while_a_decision_is_unknown_restarts_from_it_once_it_is_known()
    {
        var run = new ProtocolRun();
        run.Journal.Fate = entry => entry.Record is CheckpointCompleted { Checkpoint: 2 } ? AppendFate.LostAndUnknown : AppendFate.Appended;
        run.Start().RunUntil(() => run.FullyCommitted.Contains(1));
        run.RunFor(200);
        run.Fake.Subtasks[ProtocolRun.Last].Tell("fail");
        run.RunFor(300);
        Assert.Equal([1], run.Fake.DeployedEpochs);

        run.Journal.Fate = static _ => AppendFate.Appended;
        run.RunUntil(() => run.Fake.DeployedEpochs.Count == 2);

        Assert.Equal(2, run.Records.OfType<EpochStarted>().Last().RestorePoint);
    }

    [Fact]
    public async Task Fenced_coordinator_ends_and_touches_nothing()
    {
        var run = new ProtocolRun().Start();
        run.RunUntil(() => run.FullyCommitted.Any());
        var end = JournalEnd.Of(run.Journal.Entries);
        var other = await run.Journal.AppendAsync(new JournalEntry(end.Term + 1, end.Sequence + 1, new TermStarted()));
        Assert.Equal(AppendOutcome.Appended, other.Outcome);
        run.RunToEnd();

        Assert.Equal(JobEnd.Fenced, run.End!.How);
        Assert.IsType<TermStarted>(run.Records.Last());
        Assert.Equal([0], run.Fake.StoppedEpochs.Distinct());
    }

    [Fact]
    public void Suspended_job_decides_nothing()
    {
        var run = new ProtocolRun().Start();
        run.RunUntil(() => run.FullyCommitted.Any());
        run.Coordinator.Tell(new SuspendJob());
        run.RunToEnd();

        Assert.Equal(JobEnd.Suspended, run.End!.How);
        Assert.Equal(1, run.Fake.StoppedEpochs.Max());
        Assert.DoesNotContain(run.Records, static record => record is StopRequested or Finished);
    }

    [Fact]
    public void Long_journal_is_compacted_and_still_restores()
    {
        var run = new ProtocolRun().Start();
        run.RunUntil(() => run.Completed.LastOrDefault() > 600);
        Assert.InRange(run.Journal.Entries.Count, 1, 600);
        run.Host.CrashNode("control");

        run.Start(withAgent: false);
        run.RunUntil(() => run.Status().State == JobState.Deploying);

        var restart = run.Records.OfType<EpochStarted>().Last();
        Assert.Equal((2, run.Completed.Last()), (restart.Epoch, restart.RestorePoint));
        Assert.Equal(new JobId(42), run.Status().Job);
    }

    [Fact]
    public void Commands_of_an_unknown_kind_are_a_bug()
    {
        var run = new ProtocolRun().Start();
        run.RunUntil(() => run.Completed.Any());
        run.Coordinator.Tell("nonsense");

        Assert.ThrowsAny<Exception>(() => run.RunFor(1000));
    }
}
