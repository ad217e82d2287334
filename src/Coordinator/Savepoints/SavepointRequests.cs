using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// Carries a savepoint from its request to its answer, one at a time. It fails with its round, and does the job no harm; once its
/// checkpoint is decided it is completed by whoever commits that.
/// </summary>
internal sealed class SavepointRequests(JobControl job)
{
    private PendingSavepoint? _current;
    private long _completedThrough;

    /// <summary>Waits for a round; null: none does.</summary>
    internal PendingSavepoint? Wanted => _current is { Progress: SavepointProgress.Wanted } wanted ? wanted : null;

    /// <summary>Whether the job is to end with the next round, or the one under way.</summary>
    internal bool EndsJob => _current is { EndsJob: true, Progress: > SavepointProgress.Preparing and < SavepointProgress.Failing };

    /// <summary>Whether the last watermark goes before that round.</summary>
    internal bool Drains => EndsJob && _current!.Asked.Mode == SavepointMode.Drain;

    internal void Ask(TriggerSavepoint asked, IActorRef by)
    {
        if (_current is { } same && same.Asked == asked && same.By.Equals(by)) return; // Said again.
        if (WhyNot(asked) is { } why)
        {
            by.Tell(new RequestRefused(why), job.Actor.Self);
            return;
        }

        var directory = new SavepointDirectory(job.Definition.Ports.Files, asked.Directory);
        var savepoint = _current = new PendingSavepoint(asked, by, job.Now, directory);
        job.Run(
            EffectKind.Io,
            async cancellation =>
            {
                await savepoint.Directory.TakeAsync(cancellation);
                return true;
            },
            outcome => OnPrepared(savepoint, outcome.Error));
    }

    /// <summary>A round begins; answers the savepoint that goes with it, or null.</summary>
    internal PendingSavepoint? Begin(long checkpoint, bool isFinal)
    {
        if (Wanted is not { } savepoint) return null;
        if (isFinal && !savepoint.EndsJob)
        {
            Fail(savepoint, $"Job '{job.Name}' has come to its end and takes its last checkpoint: start from that.");
            return null;
        }

        (savepoint.Progress, savepoint.Checkpoint) = (SavepointProgress.InRound, checkpoint);
        return savepoint;
    }

    internal void OnExporting(PendingSavepoint savepoint)
    {
        savepoint.Progress = SavepointProgress.Exporting;
        job.Actor.SetTimer(savepoint, new Continuation(savepoint.GiveUp), job.Settings.Checkpoint.Timeout);
    }

    internal void OnJournalling(PendingSavepoint savepoint)
    {
        savepoint.Progress = SavepointProgress.Journalling;
        job.Actor.CancelTimer(savepoint);
    }

    internal void OnDecided(PendingSavepoint savepoint) => savepoint.Progress = SavepointProgress.Decided;

    /// <summary>A later round was decided before its own, which is over by that: it goes with the next.</summary>
    internal void OnOvertaken(PendingSavepoint savepoint) => (savepoint.Progress, savepoint.Checkpoint) = (SavepointProgress.Wanted, 0);

    /// <summary>Its round is given up, and nothing works on it any more.</summary>
    internal void OnRoundFailed(PendingSavepoint savepoint, string why) =>
        Fail(savepoint, $"The savepoint of job '{job.Name}' to '{savepoint.Directory.Root}' failed: {why.TrimEnd('.')}. The job "
            + (job.History.RestorePoint is { Stop: true } ? "has come to its end: start from its last checkpoint." : "goes on."));

    /// <summary>The epoch has ended, and with it the rounds that are not being decided.</summary>
    internal void OnEpochOver()
    {
        switch (_current)
        {
            case { Progress: SavepointProgress.Wanted or SavepointProgress.InRound } savepoint:
                OnRoundFailed(savepoint, job.LastFailure ?? "its epoch has ended");
                break;
            case { Progress: SavepointProgress.Exporting } savepoint:
                savepoint.GiveUp(); // Fails when the effect has ended.
                break;
        }
    }

    /// <summary>The job has ended in this process.</summary>
    internal void OnEnded()
    {
        if (_current is not { } savepoint) return;
        Answer(savepoint, new RequestRefused(savepoint.Progress is not (SavepointProgress.Journalling or SavepointProgress.Decided)
            ? $"Job '{job.Name}' has ended before its savepoint was taken."
            : $"Job '{job.Name}' has ended before the output of its savepoint was committed: starting the job again completes "
                + $"'{savepoint.Directory.Root}' if its checkpoint {savepoint.Checkpoint} was decided."));
    }

    /// <summary>
    /// Checkpoints were committed, which is journalled: completes the savepoints of these, then calls back. One that cannot be completed is
    /// tried again when the job is restored; at once, by a failure, if the job ends with it.
    /// </summary>
    internal void Complete(Action then)
    {
        var through = job.History.CommittedThrough;
        var due = job.History.Completed
            .Where(one => one.Savepoint is not null && one.Checkpoint > _completedThrough && one.Checkpoint <= through).ToList();
        if (due.Count == 0)
        {
            then();
            return;
        }

        var (files, id) = (job.Definition.Ports.Files, job.History.Created!.Job);
        job.Run(
            EffectKind.Io,
            async cancellation =>
            {
                foreach (var one in due)
                {
                    var directory = new SavepointDirectory(files, one.Savepoint!);
                    await directory.CompleteAsync(id, new CheckpointAttempt(one.Checkpoint, one.Epoch), cancellation);
                }

                return true;
            },
            outcome =>
            {
                if (outcome.Error is null) _completedThrough = through;
                else job.Log.SavepointIncomplete(outcome.Error, due[^1].Savepoint!, job.Name);
                if (outcome.Error is not null && job.History.RestorePoint is { Stop: true })
                {
                    job.Fail(outcome.Error);
                    return;
                }

                if (_current is { Progress: SavepointProgress.Decided } savepoint && savepoint.Checkpoint <= through)
                {
                    Answer(savepoint, outcome.Error is null ? savepoint.Taken(job.Now) : new RequestRefused(
                        $"Checkpoint {savepoint.Checkpoint} of job '{job.Name}' is complete and all before it committed, but "
                        + $"'{savepoint.Directory.Root}' could not be marked as "
                        + $"complete: {outcome.Error.Message} Start from the checkpoint instead."));
                }

                then();
            });
    }

    private string? WhyNot(TriggerSavepoint asked) =>
        job.Phase is not Running ? $"Job '{job.Name}' is {job.Phase.State} and takes no savepoint: try again when it is running."
        : job.History.IsStopRequested ? $"Job '{job.Name}' is being stopped: start from its last checkpoint."
        : _current is { } other ? $"A savepoint of job '{job.Name}' to '{other.Directory.Root}' is under way: try again when that is done."
        : !Path.IsPathFullyQualified(asked.Directory)
            ? $"'{asked.Directory}' is not a full path: the job's working directory may be another one than yours."
        : null;

    private void OnPrepared(PendingSavepoint savepoint, Exception? error)
    {
        if (error is not null)
        {
            Answer(savepoint, new RequestRefused(error.Message));
        }
        else if (job.Phase is Running running)
        {
            savepoint.Progress = SavepointProgress.Wanted;
            running.OnSavepointWanted();
        }
        else
        {
            OnRoundFailed(savepoint, $"the job is {job.Phase.State}");
        }
    }

    /// <summary>Refuses it once its directory is as it was.</summary>
    private void Fail(PendingSavepoint savepoint, string why)
    {
        savepoint.Progress = SavepointProgress.Failing;
        job.Actor.CancelTimer(savepoint);
        job.Run(
            EffectKind.Io,
            async cancellation =>
            {
                await savepoint.Directory.DiscardAsync(cancellation);
                return true;
            },
            outcome => Answer(savepoint, new RequestRefused(
                outcome.Error is null ? why
                : $"{why} What was written to '{savepoint.Directory.Root}' could not be deleted: {outcome.Error.Message}")));
    }

    private void Answer(PendingSavepoint savepoint, object answer)
    {
        if (_current != savepoint) return;
        _current = null;
        job.Actor.CancelTimer(savepoint);
        savepoint.By.Tell(answer, job.Actor.Self);
        savepoint.Dispose();
    }
}
