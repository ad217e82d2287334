using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>Carries decided checkpoints to every subtask until all have committed, then journals that they have.</summary>
internal sealed class CheckpointCommits(JobControl job, Running phase, EpochRun run)
{
    private PendingCommit? _pending;

    internal bool IsPending => _pending is not null;

    /// <summary>A checkpoint was decided: every sink commits all that it prepared up to it.</summary>
    internal void Begin(long checkpoint, bool isFinal)
    {
        _pending = new PendingCommit(checkpoint, isFinal, run.Subtasks.Keys);
        Send();
    }

    internal bool Receive(object message)
    {
        if (message is not CheckpointCommitted committed || committed.Epoch != run.Epoch) return false;
        if (_pending is { } pending && pending.OnCommitted(committed.Subtask, committed.Checkpoint))
        {
            phase.CancelTimer(this);
            job.Journal.Append(new CheckpointFullyCommitted(pending.Checkpoint), phase.Guard(() => OnJournalled(pending)));
        }

        return true;
    }

    private void OnJournalled(PendingCommit pending)
    {
        if (_pending == pending) _pending = null;
        job.Savepoints.Complete(phase.Guard(() => phase.OnFullyCommitted(pending.Checkpoint, pending.IsFinal)));
    }

    private void Send()
    {
        if (_pending is not { } pending) return;
        Invariant.Holds(
            job.History.RestorePoint?.Checkpoint >= pending.Checkpoint,
            $"Checkpoint {pending.Checkpoint} is committed before it is decided.");
        foreach (var subtask in pending.Unanswered)
            run.Subtasks[subtask].Tell(new CommitCheckpoint(run.Epoch, pending.Checkpoint), job.Actor.Self);
        phase.SetTimer(this, job.Settings.Control.ResendInterval, Send);
    }
}
