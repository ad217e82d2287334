using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using ActorStream.Backends;
using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Protocol;

/// <summary>Rounds against subtasks that answer late, twice, never or no.</summary>
public sealed class RoundTests
{
    [Fact]
    public void Rounds_complete_and_commit_one_after_the_other()
    {
        var run = new ProtocolRun().Start();
        run.RunUntil(() => run.FullyCommitted.Count() >= 3);

        Assert.Equal([1, 2, 3], run.Completed.Take(3));
        Assert.Equal([1, 2, 3], run.FullyCommitted.Take(3));
        Assert.Equal(
            ["TermStarted", "JobCreated", "EpochStarted", "CheckpointCompleted", "CheckpointFullyCommitted"],
            run.Records.Take(5).Select(static record => record.GetType().Name));
    }

    [Fact]
    public void Every_message_may_come_twice()
    {
        var run = new ProtocolRun();
        run.Fake.Copies = static _ => 2;
        run.Start().RunUntil(() => run.FullyCommitted.Count() >= 5);

        Assert.Equal(run.Completed.Distinct(), run.Completed);
        Assert.Equal(run.FullyCommitted.Distinct(), run.FullyCommitted);
        Assert.Equal(0, run.Status().FailedCheckpoints);
    }

    [Fact]
    public void Lost_and_doubled_messages_only_cost_time()
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var run = new ProtocolRun(seed);
            run.Host.Network.Faults = new NetworkFaults { Drop = 0.3, Duplicate = 0.3, MaxDelay = TimeSpan.FromMilliseconds(20) };
            run.Start().RunUntil(() => run.FullyCommitted.Count() >= 5);

            Assert.Equal(run.Completed.Order().Distinct(), run.Completed);
            Assert.Equal([1], run.Fake.DeployedEpochs);
        }
    }

    [Fact]
    public void Nothing_is_committed_before_every_subtask_has_acknowledged()
    {
        var run = new ProtocolRun();
        run.Fake.OnRound = static (subtask, _) => subtask == ProtocolRun.Last ? FakeAnswer.Nothing : FakeAnswer.Acknowledge;
        run.Start().RunFor(1500);

        Assert.Empty(run.Completed);
        Assert.DoesNotContain(run.Fake.Told, static told => told.Message is CommitCheckpoint);
    }

    [Fact]
    public void Round_that_takes_too_long_is_aborted_everywhere_and_its_transactions_go_with_the_next()
    {
        var run = new ProtocolRun();
        run.Fake.OnRound = static (subtask, n) => n == 1 && subtask == ProtocolRun.Last ? FakeAnswer.Nothing : FakeAnswer.Acknowledge;
        run.Start().RunUntil(() => run.FullyCommitted.Any());

        Assert.Equal([2], run.Completed.Take(1));
        Assert.All(run.Fake.Subtasks.Keys, subtask =>
        {
            Assert.Contains(run.Fake.ToldOf<AbortCheckpoint>(subtask), static abort => abort.Checkpoint == 1);
            Assert.Equal(2, run.Fake.ToldOf<CommitCheckpoint>(subtask).First().Checkpoint);
        });
        Assert.Contains("1/1", run.Status().LastFailure, StringComparison.Ordinal);
    }

    [Fact]
    public void Savepoint_whose_round_is_overtaken_goes_with_a_later_one()
    {
        var settings = SimulatedJobOptions.ShortTimes;
        var run = new ProtocolRun(settings: settings with { Checkpoint = settings.Checkpoint with { MaxConcurrent = 2 } });
        run.Start().RunUntil(() => run.FullyCommitted.Contains(2));
        var stuck = 0L;
        run.Fake.OnRound = (subtask, n) =>
        {
            if (stuck == 0) stuck = n;
            return n == stuck && subtask == ProtocolRun.Last ? FakeAnswer.Nothing : FakeAnswer.Acknowledge;
        };
        var answer = run.Host.Node("control").AskAsync<object>(run.Coordinator, new TriggerSavepoint("/sp", SavepointMode.Take));
        run.RunUntil(() => answer.IsCompleted);

        var taken = Assert.IsType<SavepointTaken>(ProtocolRun.AnswerOf(answer));
        Assert.DoesNotContain(stuck, run.Completed);
        Assert.Equal("/sp", run.Records.OfType<CheckpointCompleted>().Single(one => one.Checkpoint == taken.Checkpoint).Savepoint);
    }

    [Fact]
    public void Declined_round_fails_and_the_job_goes_on()
    {
        var run = new ProtocolRun();
        run.Fake.OnRound = static (subtask, n) => n == 2 && subtask == ProtocolRun.Last ? FakeAnswer.Decline : FakeAnswer.Acknowledge;
        run.Start().RunUntil(() => run.FullyCommitted.Contains(3));

        Assert.Equal([1, 3], run.Completed.Take(2));
        Assert.Equal([1], run.Fake.DeployedEpochs);
        Assert.Contains("the test says so", run.Status().LastFailure, StringComparison.Ordinal);
    }

    [Fact]
    public void Late_acknowledgement_of_an_aborted_round_is_answered_by_its_abort_and_changes_nothing()
    {
        var run = new ProtocolRun();
        run.Fake.OnRound = static (_, n) => n == 1 ? FakeAnswer.Decline : FakeAnswer.Acknowledge;
        run.Start().RunUntil(() => run.FullyCommitted.Contains(2));
        var aborts = run.Fake.ToldOf<AbortCheckpoint>(ProtocolRun.Last).Count(static abort => abort.Checkpoint == 9);

        var subtask = run.Fake.Subtasks[ProtocolRun.Last];
        run.Coordinator.Tell(new CheckpointAcknowledged(1, 999, ProtocolRun.Last, SubtaskSnapshot.Empty, default), subtask);
        run.Coordinator.Tell(new CheckpointAcknowledged(1, 1, ProtocolRun.Last, SubtaskSnapshot.Empty, default), subtask);
        run.RunUntil(() => run.Fake.ToldOf<AbortCheckpoint>(ProtocolRun.Last).Any(static abort => abort.Checkpoint == 999));

        Assert.Equal(0, aborts);
        Assert.DoesNotContain(1, run.Completed);
        Assert.DoesNotContain(999, run.Completed);
    }

    [Fact]
    public void Acknowledgements_of_an_older_epoch_are_ignored()
    {
        var run = new ProtocolRun();
        run.Start().RunUntil(() => run.FullyCommitted.Any());
        run.Fake.OnRound = static (subtask, _) => subtask == ProtocolRun.Last ? FakeAnswer.Nothing : FakeAnswer.Acknowledge;
        run.Fake.Subtasks[ProtocolRun.Last].Tell("fail");
        run.RunUntil(() => run.Fake.ToldOf<TriggerCheckpoint>(ProtocolRun.Source).Any(static trigger => trigger.Epoch == 2));
        run.RunFor(20);
        var completed = run.Completed.Max();

        for (var n = 1; n < 100; n++)
            run.Coordinator.Tell(new CheckpointAcknowledged(1, n, ProtocolRun.Last, SubtaskSnapshot.Empty, default), ActorRefs.NoSender);
        run.RunFor(1000);

        Assert.Equal(completed, run.Completed.Max());
    }

    [Fact]
    public void More_failures_in_a_row_than_tolerated_restart_the_job()
    {
        var settings = SimulatedJobOptions.ShortTimes;
        settings = settings with { Checkpoint = settings.Checkpoint with { ToleratedFailures = 2 } };
        var run = new ProtocolRun(settings: settings);
        run.Fake.OnRound = static (_, n) => n <= 3 ? FakeAnswer.Decline : FakeAnswer.Acknowledge;
        run.Start().RunUntil(() => run.Fake.DeployedEpochs.Count == 2);

        Assert.Equal(3, run.Status().FailedCheckpoints);
        Assert.Empty(run.Completed);
    }

    [Fact]
    public void Commit_is_said_again_until_all_have_answered_and_only_then_journalled()
    {
        var run = new ProtocolRun();
        var allowed = false;
        run.Fake.Commits = (subtask, _) => subtask != ProtocolRun.Last || allowed;
        run.Start().RunFor(1500);

        Assert.NotEmpty(run.Completed);
        Assert.Empty(run.FullyCommitted);
        Assert.True(run.Fake.ToldOf<CommitCheckpoint>(ProtocolRun.Last).Count() > 3);

        allowed = true;
        run.RunUntil(() => run.FullyCommitted.Any());
    }

    [Fact]
    public void No_round_starts_at_the_bound_of_pending_transactions()
    {
        var settings = SimulatedJobOptions.ShortTimes;
        settings = settings with { Checkpoint = settings.Checkpoint with { MaxPendingTransactions = 3 } };
        var run = new ProtocolRun(settings: settings);
        var allowed = false;
        run.Fake.Commits = (_, _) => allowed;
        run.Start().RunFor(1500);

        Assert.Equal([1, 2, 3], run.Completed);
        Assert.Equal(3, run.Fake.ToldOf<TriggerCheckpoint>(ProtocolRun.Source).Max(static trigger => trigger.Checkpoint));

        allowed = true;
        run.RunUntil(() => run.FullyCommitted.Contains(4));
        Assert.Equal(3, run.FullyCommitted.First());
    }

    [Fact]
    public void Failed_rounds_up_to_the_bound_restart_the_job_rather_than_stall_it()
    {
        var settings = SimulatedJobOptions.ShortTimes;
        settings = settings with { Checkpoint = settings.Checkpoint with { MaxPendingTransactions = 3, ToleratedFailures = 100 } };
        var run = new ProtocolRun(settings: settings);
        run.Fake.OnRound = static (_, n) => n <= 3 ? FakeAnswer.Decline : FakeAnswer.Acknowledge;
        run.Start().RunUntil(() => run.Fake.DeployedEpochs.Count == 2);

        Assert.Contains("max-pending-transactions", run.Status().LastFailure, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_rounds_may_be_under_way_and_a_later_one_covers_those_it_overtakes()
    {
        var settings = SimulatedJobOptions.ShortTimes;
        settings = settings with { Checkpoint = settings.Checkpoint with { MaxConcurrent = 3 } };
        var run = new ProtocolRun(settings: settings);
        run.Fake.OnRound = static (subtask, n) => n == 1 && subtask == ProtocolRun.Last ? FakeAnswer.Nothing : FakeAnswer.Acknowledge;
        run.Start().RunUntil(() => run.FullyCommitted.Count() >= 2);

        Assert.Equal(2, run.Completed.First());
        Assert.Equal(run.Completed.Order(), run.Completed);
        Assert.Equal(0, run.Status().FailedCheckpoints);
    }

    [Fact]
    public void Manifest_that_cannot_be_written_fails_its_round_only()
    {
        var run = new ProtocolRun();
        var failures = 0;
        run.Disk.Fault = call => call.Path.Contains("chk-2-", StringComparison.Ordinal) && failures++ == 0
            ? new IOException("injected")
            : null;
        run.Start().RunUntil(() => run.FullyCommitted.Contains(3));

        Assert.Equal([1, 3], run.Completed.Take(2));
    }

    [Fact]
    public void Enumerators_assign_again_after_every_round_completed_or_not()
    {
        var run = new ProtocolRun();
        run.Fake.OnRound = static (_, n) => n % 2 == 0 ? FakeAnswer.Decline : FakeAnswer.Acknowledge;
        run.Start().RunUntil(() => run.FullyCommitted.Count() >= 3);

        // Each round cuts the enumerator anew, which it does only once it has resumed or a later round asks.
        Assert.True(run.Status().FailedCheckpoints >= 2);
        Assert.Equal(0, run.Status().Restarts);
    }
}
