using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>What the journal says of a job so far. Entries are applied in order.</summary>
internal sealed class JobHistory
{
    private readonly List<CheckpointCompleted> _completed = [];

    /// <summary>Null until the job was created.</summary>
    internal JobCreated? Created { get; private set; }

    /// <summary>Term and sequence of the last entry.</summary>
    internal JournalEnd End { get; private set; }

    /// <summary>The last epoch that was started; 0: none.</summary>
    internal long Epoch { get; private set; }

    /// <summary>Completed checkpoints that the journal still knows, oldest first.</summary>
    internal IReadOnlyList<CheckpointCompleted> Completed => _completed;

    /// <summary>The newest checkpoint, which is where a restart goes on from; null: from the beginning.</summary>
    internal CheckpointCompleted? RestorePoint => _completed.Count > 0 ? _completed[^1] : null;

    /// <summary>The newest checkpoint whose transactions are all committed; 0: none.</summary>
    internal long CommittedThrough { get; private set; }

    internal bool IsStopRequested { get; private set; }

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

    /// <summary>At its end only: compaction may have taken away the decision that an entry speaks of, as long as a later one follows.</summary>
    private void CheckCommitted() => Invariant.Holds(
        CommittedThrough <= (RestorePoint?.Checkpoint ?? 0), $"Checkpoint {CommittedThrough} is committed, and {RestorePoint?.Checkpoint} the newest.");

    private void Add(JournalEntry entry)
    {
        Invariant.Holds(Finished is null, $"{entry} was journalled after the job was over.");
        Invariant.Holds(entry.Sequence > End.Sequence && entry.Term >= End.Term, $"{entry} was journalled after {End}.");
        End = new JournalEnd(entry.Term, entry.Sequence);
        switch (entry.Record)
        {
            case JobCreated created:
                Created = created;
                break;
            case TermStarted:
                break;
            case EpochStarted started:
                Invariant.Holds(started.Epoch > Epoch, $"Epoch {started.Epoch} was started after {Epoch}.");
                Epoch = started.Epoch;
                break;
            case CheckpointCompleted completed:
                Invariant.Holds(
                    RestorePoint is not { } last || (completed.Checkpoint > last.Checkpoint && completed.Epoch >= last.Epoch && !last.Stop),
                    $"{completed} was journalled after {RestorePoint}.");
                // Compaction leaves the last epoch's record only.
                Invariant.Holds(Epoch == 0 || completed.Epoch == Epoch, $"{completed} was journalled in epoch {Epoch}.");
                _completed.Add(completed);
                break;
            case CheckpointFullyCommitted committed:
                Invariant.Holds(
                    committed.Checkpoint > CommittedThrough, $"Checkpoint {committed.Checkpoint} was committed after {CommittedThrough}.");
                CommittedThrough = committed.Checkpoint;
                break;
            case StopRequested:
                // After the decision that ended the job a wish to stop it comes too late: its input was over.
                IsStopRequested |= RestorePoint is not { Stop: true };
                break;
            case Finished finished:
                Finished = finished;
                break;
            default:
                throw new InvariantViolatedException($"Journal record {entry.Record.GetType().Name} is not part of a job's history.");
        }
    }

    /// <summary>Forgets completed checkpoints that are no longer retained; never the restore point.</summary>
    internal void Forget(Predicate<CheckpointCompleted> isGone) =>
        _completed.RemoveAll(completed => completed != RestorePoint && isGone(completed));

    /// <summary>Which entries a recovery still needs, as things stand now; the answer may be used on another thread.</summary>
    internal Func<JournalEntry, bool> WhatIsNeeded()
    {
        var (term, epoch, committed, completed) = (End.Term, Epoch, CommittedThrough, _completed.ToHashSet());
        return entry => entry.Record switch
        {
            TermStarted => entry.Term == term,
            EpochStarted record => record.Epoch == epoch,
            CheckpointCompleted record => completed.Contains(record),
            CheckpointFullyCommitted record => record.Checkpoint == committed,
            _ => true,
        };
    }
}
