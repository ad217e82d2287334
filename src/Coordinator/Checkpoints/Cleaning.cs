using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>Runs the cleaner, one run at a time, after checkpoints and when an epoch has stopped.</summary>
internal sealed class Cleaning(JobControl job)
{
    private bool _isBusy;
    private bool _isDueAgain;

    /// <summary>Cleans up while an epoch runs: rounds after its last completed one may still be written.</summary>
    internal void WhileRunning() => Start(then: null);

    /// <summary>Cleans up when nothing writes any more, then calls back, whatever came of it.</summary>
    internal void AtRest(Action then) => Start(then);

    private void Start(Action? then)
    {
        // What an undecided journal entry names may yet turn out to be the restore point.
        if (job.Retained is not { } retained || job.Journal.IsStuck)
        {
            then?.Invoke();
            return;
        }

        var newest = job.History.RestorePoint?.Checkpoint;
        Invariant.Holds(
            newest is null || job.History.Finished is { Cancelled: true } || retained.Checkpoints.Contains(newest.Value),
            $"Checkpoint {newest} is the restore point of job '{job.Name}' and not retained.");
        if (_isBusy && then is null)
        {
            _isDueAgain = true;
            return;
        }

        _isBusy = true;
        var (epoch, completed, isAtRest) = (job.Epoch, job.History.RestorePoint?.Checkpoint ?? 0, then is not null);
        var clearance = retained.Clear(
            attempt => attempt.Epoch > epoch || (!isAtRest && attempt.Epoch == epoch && attempt.Checkpoint > completed));
        var cleaner = new CheckpointCleaner(job.Definition.Checkpoints);
        job.Run(EffectKind.Io, cancellation => cleaner.CleanAsync(clearance, cancellation), outcome =>
        {
            _isBusy = false;
            if (outcome.Error is { } error) job.Log.CleaningFailed(error, job.Name);
            job.History.Forget(completed => !retained.Checkpoints.Contains(completed.Checkpoint));
            job.Journal.CompactIfLong();
            then?.Invoke();
            if (!_isDueAgain) return;
            _isDueAgain = false;
            WhileRunning();
        });
    }
}
