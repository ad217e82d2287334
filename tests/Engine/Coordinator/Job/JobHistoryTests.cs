using ActorStream.Backends;
using ActorStream.Coordinator;
using ActorStream.Tests.Engine.Coordinator.Journal;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Job;

/// <summary>A history that contradicts itself is refused, whoever wrote it.</summary>
public sealed class JobHistoryTests
{
    private static readonly CheckpointCompleted Third = new(3, 2, "chk-3-e2/manifest.json", 130, 7, Stop: false);

    // Up to the second epoch, which goes on from checkpoint 1.
    private readonly JobHistory _history = JobHistory.Replay(JournalContract.Script[..7]);
    private readonly List<JournalEntry> _added = [];

    [Fact]
    public void What_follows_is_applied()
    {
        Add(Third);
        Add(new CheckpointFullyCommitted(3));
        Assert.Equal((3, 3), (_history.RestorePoint!.Checkpoint, _history.CommittedThrough));
    }

    [Fact]
    public void Sequence_and_term_never_go_back()
    {
        Refused(new JournalEntry(2, 7, new StopRequested()));
        Refused(new JournalEntry(1, 8, new StopRequested()));
    }

    [Fact]
    public void Epoch_never_goes_back() => Refused(new EpochStarted(2, 1, "graph-1"));

    [Fact]
    public void Checkpoint_never_goes_back_and_is_of_the_epoch_in_force()
    {
        Refused(Third with { Checkpoint = 1 });
        Refused(Third with { Epoch = 1 });
        Refused(Third with { Epoch = 3 });
    }

    [Fact]
    public void Nothing_is_committed_before_it_is_decided_or_twice()
    {
        Refused(new CheckpointFullyCommitted(1));
        Refused(new CheckpointFullyCommitted(3));
    }

    [Fact]
    public void Nothing_is_decided_after_the_checkpoint_that_ends_the_job()
    {
        Add(Third with { Stop = true });
        Refused(Third with { Checkpoint = 4 });
    }

    [Fact]
    public void Nothing_follows_the_end()
    {
        Add(new Finished(Stopped: false));
        Refused(new StopRequested());
    }

    [Fact]
    public void New_job_begins_behind_one_that_is_over_with_its_checkpoints_as_the_oldest()
    {
        var origin = new JobOrigin(
            "/sp", [new JobId(17)], "/sp", new CheckpointCompleted(9, 2, "savepoint.json", 1, 2, Stop: false), IsCommitted: true,
            ClaimMode.NoClaim);
        var next = new JobCreated(new JobId(18), "graph-2") { Origin = origin, AfterEpoch = 1000 };
        Refused(next);
        Add(new Finished(Stopped: true));
        Refused(next with { AfterEpoch = 1 });
        Refused(new EpochStarted(3, 1, "graph-1"));
        Add(next);

        Assert.Equal(
            (18, 9, 9, 1000), ((int)_history.Created!.Job.Value, _history.RestoredCheckpoint, _history.CommittedThrough, _history.Epoch));
        Assert.Null(_history.RestorePoint);
        Assert.Null(_history.Finished);
        Assert.Equal(1, Assert.Single(_history.Former).Checkpoint);

        Add(new EpochStarted(1001, 9, "graph-2"));
        Refused(new CheckpointCompleted(9, 1001, "chk-9-e1001/manifest.json", 1, 1, Stop: false));
        Add(new CheckpointCompleted(10, 1001, "chk-10-e1001/manifest.json", 1, 1, Stop: false));
        Assert.Equal(10, _history.RestoredCheckpoint);

        var compacted = JobHistory.Replay([.. JournalContract.Script[..7].Concat(_added).Where(_history.WhatIsNeeded())]);
        Assert.Equal((_history.Created, _history.RestorePoint, 1001), (compacted.Created, compacted.RestorePoint, compacted.Epoch));
        Assert.Equal(_history.Former, compacted.Former);
    }

    [Fact]
    public void Journal_with_checkpoints_of_several_jobs_can_be_read_after_it_was_compacted()
    {
        Begin(job: 18, checkpoint: 9, afterEpoch: 1000);
        Add(new CheckpointCompleted(10, 1001, "chk-10-e1001/manifest.json", 1, 1, Stop: true));
        Begin(job: 19, checkpoint: 1, afterEpoch: 2000);
        Add(new CheckpointCompleted(2, 2001, "chk-2-e2001/manifest.json", 1, 1, Stop: false));
        Assert.Equal([1, 10], _history.Former.Select(static one => one.Checkpoint));

        var compacted = JobHistory.Replay([.. JournalContract.Script[..7].Concat(_added).Where(_history.WhatIsNeeded())]);
        Assert.Equal(
            (_history.Created, _history.RestorePoint, _history.Epoch), (compacted.Created, compacted.RestorePoint, compacted.Epoch));
        Assert.Equal(_history.Former, compacted.Former);
        Assert.Null(compacted.Finished);
    }

    /// <summary>The job is over and another one begins.</summary>
    private void Begin(int job, long checkpoint, long afterEpoch)
    {
        var restored = new CheckpointCompleted(checkpoint, 2, "savepoint.json", 1, 2, Stop: false);
        Add(new Finished(Stopped: true));
        Add(new JobCreated(new JobId((UInt128)job), "graph-2")
        {
            Origin = new JobOrigin("/sp", [new JobId(17)], "/sp", restored, IsCommitted: true, ClaimMode.NoClaim), AfterEpoch = afterEpoch,
        });
        Add(new EpochStarted(afterEpoch + 1, checkpoint, "graph-2"));
    }

    private void Add(JournalRecord record)
    {
        _added.Add(new JournalEntry(_history.End.Term, _history.End.Sequence + 1, record));
        _history.Apply(_added[^1]);
    }

    private void Refused(JournalRecord record) => Refused(new JournalEntry(_history.End.Term, _history.End.Sequence + 1, record));

    // What is refused ends a coordinator, and may have been applied in part: a history of its own.
    private void Refused(JournalEntry entry)
    {
        var copy = JobHistory.Replay([.. JournalContract.Script[..7], .. _added]);
        Assert.Throws<InvariantViolatedException>(() => copy.Apply(entry));
    }
}
