using ActorStream.Actors;
using ActorStream.Backends;
using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Checkpoints;

public sealed class PendingCheckpointTests
{
    private static readonly SubtaskId[] Subtasks = [new(0, 0), new(0, 1), new(1, 0)];
    private readonly PendingCheckpoint _round = new(new CheckpointAttempt(7, 2), 6, false, TimeSpan.Zero, [0], Subtasks);

    [Fact]
    public void Phases_follow_each_other_as_answers_come()
    {
        Assert.Equal(RoundPhase.Cutting, _round.Phase);
        Assert.True(Cut());
        Assert.Equal(RoundPhase.Injecting, _round.Phase);
        Assert.False(_round.OnInjected(new(0, 0)));
        Assert.True(_round.OnInjected(new(0, 1)));
        Assert.Equal(RoundPhase.Acknowledging, _round.Phase);
        Assert.False(Acknowledge(new(0, 0)));
        Assert.False(Acknowledge(new(1, 0)));
        Assert.Equal([new SubtaskId(0, 1)], _round.Unacknowledged);
        Assert.True(Acknowledge(new(0, 1)));
        Assert.Equal(RoundPhase.Deciding, _round.Phase);
    }

    [Fact]
    public void Repeated_answers_change_nothing()
    {
        Assert.True(Cut());
        Assert.False(Cut());
        Assert.False(_round.OnInjected(new(0, 0)));
        Assert.False(_round.OnInjected(new(0, 0)));
        Assert.False(Acknowledge(new(1, 0)));
        Assert.False(Acknowledge(new(1, 0)));

        Assert.Equal([new SubtaskId(0, 1)], _round.Uninjected);
        Assert.Equal(2, _round.Unacknowledged.Count);
    }

    [Fact]
    public void Acknowledgement_of_a_source_stands_for_its_lost_injection()
    {
        Cut();
        Assert.False(Acknowledge(new(0, 0)));
        Assert.True(Acknowledge(new(0, 1)));

        Assert.Equal(RoundPhase.Acknowledging, _round.Phase);
    }

    [Fact]
    public void Answers_before_the_trigger_are_of_no_round()
    {
        Assert.False(_round.OnInjected(new(0, 0)));
        Assert.False(Acknowledge(new(0, 0)));

        Assert.Equal((RoundPhase.Cutting, 3), (_round.Phase, _round.Unacknowledged.Count));
    }

    [Fact]
    public void Manifest_gathers_parts_by_operator()
    {
        Cut();
        foreach (var subtask in Subtasks.Reverse()) Acknowledge(subtask, subtask.Vertex == 0 ? ["source"] : ["window", "out"]);

        var manifest = _round.ToManifest(new JobCreated(new JobId(1), "graph"), "graph", term: 3, vertex => vertex == 0 ? 2 : 1);

        Assert.Equal(["out", "source", "window"], manifest.Operators.Select(static op => op.Uid));
        Assert.Equal([0, 1], manifest.Operators[1].Subtasks.Select(static part => part.Index));
        Assert.Equal(2, manifest.Operators[1].Parallelism);
        Assert.Equal("source", Assert.Single(manifest.Enumerators).Uid);
        Assert.Equal((7, 2, 3), (manifest.Attempt.Checkpoint, manifest.Attempt.Epoch, manifest.Term));
    }

    [Fact]
    public void Commit_is_over_when_every_subtask_has_answered_it_or_a_later_one()
    {
        var commit = new PendingCommit(7, isFinal: false, Subtasks);

        Assert.False(commit.OnCommitted(new(0, 0), 7));
        Assert.False(commit.OnCommitted(new(0, 0), 7));
        Assert.False(commit.OnCommitted(new(0, 1), 6));
        Assert.False(commit.OnCommitted(new(0, 1), 8));
        Assert.True(commit.OnCommitted(new(1, 0), 7));
        Assert.False(commit.OnCommitted(new(1, 0), 7));
    }

    [Fact]
    public void Failed_rounds_count_only_in_a_row()
    {
        var failed = new FailedRounds(tolerated: 2);

        Assert.True(failed.OnFailed());
        Assert.True(failed.OnFailed());
        failed.OnCompleted();
        Assert.True(failed.OnFailed());
        Assert.True(failed.OnFailed());
        Assert.False(failed.OnFailed());
    }

    private bool Cut() => _round.OnCut(0, new EnumeratorSnapshot("source", [], [], true));

    private bool Acknowledge(SubtaskId subtask, params string[] uids) => _round.OnAcknowledged(new CheckpointAcknowledged(
        2, 7, subtask, new SubtaskSnapshot([.. uids.Select(static uid => new OperatorSnapshot(uid, [], []))]), default));
}
