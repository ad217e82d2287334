using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>What the journal says of a job so far. Entries are applied in order.</summary>
internal sealed class JobHistory
{
    private readonly List<CheckpointCompleted> _completed = [];
    private readonly List<CheckpointCompleted> _former = [];

    /// <summary>Null until the job was created.</summary>
    internal JobCreated? Created { get; private set; }

    /// <summary>Term and sequence of the last entry.</summary>
    internal JournalEnd End { get; private set; }

    /// <summary>The last epoch that was started; 0: none.</summary>
    internal long Epoch { get; private set; }

    /// <summary>Completed checkpoints that the journal still knows, oldest first.</summary>
    internal IReadOnlyList<CheckpointCompleted> Completed => _completed;

    /// <summary>Those of the jobs that had this directory before, which are over: the oldest of what is retained.</summary>
    internal IReadOnlyList<CheckpointCompleted> Former => _former;

    /// <summary>
    /// The newest own checkpoint, which is where a restart goes on from; null: from <see cref="Origin"/>, or the beginning.
    /// </summary>
    internal CheckpointCompleted? RestorePoint => _completed.Count > 0 ? _completed[^1] : null;

    /// <summary>What the job was started from; null: nothing.</summary>
    internal JobOrigin? Origin => Created?.Origin;

    /// <summary>The checkpoint that a restart goes on from, own or not; 0: none.</summary>
    internal long RestoredCheckpoint => RestorePoint?.Checkpoint ?? Origin?.Checkpoint ?? 0;

    /// <summary>The jobs that this one comes from, the last one first.</summary>
    internal IReadOnlyList<JobId> Lineage => Origin?.Lineage ?? [];

    /// <summary>Epochs up to this one are not this job's.</summary>
    internal long AfterEpoch => Created?.AfterEpoch ?? 0;

    /// <summary>The newest checkpoint whose transactions are all committed; 0: none.</summary>
    internal long CommittedThrough { get; private set; }

    internal bool IsStopRequested { get; private set; }

    /// <summary>Whether the last watermark goes before the last barrier.</summary>
    internal bool IsDrainRequested { get; private set; }

    /// <summary>Null until the job is over.</summary>
    internal Finished? Finished { get; private set; }

    internal static JobHistory Replay(IEnumerable<JournalEntry> entries)
    {
        var history = new JobHistory();
        foreach (var entry in entries) history.Add(entry);
        history.CheckCommitted();
        return history;
    }

    internal void Apply(JournalEntry entry)
    {
        Add(entry);
        CheckCommitted();
    }

    /// <summary>
    /// At its end only: compaction may have taken away the decision that an entry speaks of, as long as a later one follows.
    /// </summary>
    private void CheckCommitted() => Invariant.Holds(
        CommittedThrough <= RestoredCheckpoint, $"Checkpoint {CommittedThrough} is committed, and {RestoredCheckpoint} the newest.");

    private void Add(JournalEntry entry)
    {
        Invariant.Holds(Finished is null || entry.Record is TermStarted or JobCreated, $"{entry} was journalled after the job was over.");
        Invariant.Holds(entry.Sequence > End.Sequence && entry.Term >= End.Term, $"{entry} was journalled after {End}.");
        End = new JournalEnd(entry.Term, entry.Sequence);
        switch (entry.Record)
        {
            case JobCreated created:
                Begin(created);
                break;
            case TermStarted:
                break;
            case EpochStarted started:
                Invariant.Holds(started.Epoch > Epoch, $"Epoch {started.Epoch} was started after {Epoch}.");
                Epoch = started.Epoch;
                break;
            case CheckpointCompleted completed:
                Invariant.Holds(
                    completed.Checkpoint > RestoredCheckpoint
                        && (RestorePoint is not { } last || (completed.Epoch >= last.Epoch && !last.Stop)),
                    $"{completed} was journalled after {RestorePoint}.");
                // Compaction leaves the last epoch's record only.
                Invariant.Holds(Epoch == AfterEpoch || completed.Epoch == Epoch, $"{completed} was journalled in epoch {Epoch}.");
                _completed.Add(completed);
                break;
            case CheckpointFullyCommitted committed:
                Invariant.Holds(
                    committed.Checkpoint > CommittedThrough, $"Checkpoint {committed.Checkpoint} was committed after {CommittedThrough}.");
                CommittedThrough = committed.Checkpoint;
                break;
            case StopRequested requested:
                // After the decision that ended the job a wish to stop it comes too late: its input was over.
                IsStopRequested |= RestorePoint is not { Stop: true };
                IsDrainRequested |= IsStopRequested && requested.Drain;
                break;
            case Finished finished:
                Finished = finished;
                break;
            default:
                throw new InvariantViolatedException($"Journal record {entry.Record.GetType().Name} is not part of a job's history.");
        }
    }

    /// <summary>
    /// Forgets completed checkpoints that are no longer retained; never the restore point, nor one whose savepoint waits for its commit.
    /// </summary>
    internal void Forget(Predicate<CheckpointCompleted> isGone)
    {
        _completed.RemoveAll(completed => completed != RestorePoint && !IsAwaited(completed) && isGone(completed));
        _former.RemoveAll(isGone);
    }

    /// <summary>Which entries a recovery still needs, as things stand now; the answer may be used on another thread.</summary>
    internal Func<JournalEntry, bool> WhatIsNeeded()
    {
        var (term, epoch, committed, completed) = (End.Term, Epoch, CommittedThrough, _completed.Concat(_former).ToHashSet());
        return entry => entry.Record switch
        {
            // Of all jobs: what is kept of theirs lies between their beginnings and ends.
            JobCreated => true,
            TermStarted => entry.Term == term,
            EpochStarted record => record.Epoch == epoch,
            CheckpointCompleted record => completed.Contains(record),
            CheckpointFullyCommitted record => record.Checkpoint == committed,
            _ => true,
        };
    }

    private bool IsAwaited(CheckpointCompleted completed) => completed.Savepoint is not null && completed.Checkpoint > CommittedThrough;

    /// <summary>A job begins: the first in this directory, or one behind another that is over.</summary>
    private void Begin(JobCreated created)
    {
        Invariant.Holds(Created is null || Finished is not null, $"Job {created.Job} was created while {Created?.Job} was not over.");
        Invariant.Holds(
            created.AfterEpoch >= Epoch, $"Job {created.Job} was created with epochs above {created.AfterEpoch}, and {Epoch} was started.");
        _former.AddRange(_completed);
        _completed.Clear();
        (Created, Finished, IsStopRequested, IsDrainRequested) = (created, null, false, false);
        Epoch = created.AfterEpoch;
        CommittedThrough = created.Origin is { IsCommitted: true } origin ? origin.Checkpoint : 0;
    }
}
