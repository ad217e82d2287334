using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// Begins an epoch: journals it, reads the newest checkpoint, and lets every sink fence older epochs, commit what the checkpoint holds
/// and abort the rest. Only then may a subtask start.
/// </summary>
internal sealed class Restoring(JobControl job) : Phase(job)
{
    private int _unrecovered;
    private Exception? _recoveryError;

    internal override JobState State => JobState.Restoring;

    private long RestorePoint => Job.History.RestoredCheckpoint;

    internal override void Enter() => Job.Journal.Append(
        new EpochStarted(Job.Epoch + 1, RestorePoint, Job.Plan.Graph.Fingerprint),
        Guard(() =>
        {
            var reader = new RestoreReader(Job.Definition, Job.Log);
            var past = RestorePast.Of(Job.History);
            Run(EffectKind.Io, cancellation => reader.ReadAsync(past, cancellation), OnRead);
        }));

    private void OnRead(Outcome<RestoredJob> outcome)
    {
        if (outcome.Error is { } error)
        {
            if (error is CheckpointUnreadableException or RestoreException or StateRestoreException) Job.FailForGood(error);
            else Job.Fail(error);
            return;
        }

        var plan = outcome.Value.Plan;
        Invariant.Holds(plan.Checkpoint == RestorePoint, $"Checkpoint {plan.Checkpoint} was read, and {RestorePoint} is the newest.");
        Job.Retained = new RetainedCheckpoints(Job.Settings.Checkpoint.Retained);
        foreach (var (attempt, files) in outcome.Value.Retained) Job.Retained.Add(attempt, files);
        Job.Retained.Pin(outcome.Value.Pinned);
        _unrecovered = Job.Plan.Sinks.Count;
        if (_unrecovered == 0) Commit(plan);
        foreach (var sink in Job.Plan.Sinks) Recover(sink, plan);
    }

    private void Recover(ISinkPort sink, RestorePlan plan)
    {
        var (id, lineage) = (Job.History.Created!.Job, Job.History.Lineage);
        var ports = Job.Definition.Ports with { Lineage = lineage, OriginCheckpoint = Job.History.Origin?.Checkpoint ?? 0 };
        // What is journalled as committed is not asked for again: a reader may have taken it away since, and then it would look lost.
        var isCommitted = plan.Checkpoint <= Job.History.CommittedThrough;
        var recovery = new SinkRecovery([id, .. lineage], Job.Epoch, plan.Checkpoint, isCommitted ? [] : plan.CommittablesOf(sink.Uid));
        Run(
            EffectKind.User,
            async cancellation =>
            {
                await sink.RecoverAsync(id, recovery, ports, cancellation);
                return true;
            },
            outcome =>
            {
                if (outcome.Error is { } error)
                    _recoveryError ??= new SinkException($"Sink '{sink.Uid}' could not recover: {error.Message}", error);

                // The next epoch must not recover a sink beside this one: all end before any failure counts.
                if (--_unrecovered > 0) return;
                if (_recoveryError is not null) Job.Fail(_recoveryError);
                else Commit(plan);
            });
    }

    private void Commit(RestorePlan plan)
    {
        if (plan.Checkpoint > Job.History.CommittedThrough)
            Job.Journal.Append(new CheckpointFullyCommitted(plan.Checkpoint), Guard(() => Complete(plan)));
        else
            Complete(plan);
    }

    private void Complete(RestorePlan plan) => Job.Savepoints.Complete(Guard(() => GoOn(plan)));

    private void GoOn(RestorePlan plan)
    {
        Job.Cleaning.WhileRunning();
        Job.Claimed.Release();
        if (Job.History.RestorePoint is { Stop: true }) Job.Become(new Finishing(Job));
        else Job.Become(new Deploying(Job, new EpochRun(Job.Epoch, plan)));
    }
}
