using ActorStream.Actors;

namespace ActorStream.Coordinator;

/// <summary>
/// Ends the epoch: waits until no subtask, enumerator or journal entry of it is under way, cleans up, and goes on to what comes next. An
/// agent that has ended needs no stopping.
/// </summary>
internal sealed class Stopping(JobControl job, Phase next) : Phase(job)
{
    private readonly HashSet<IActorRef> _unstopped = [];
    private Phase _next = next;
    private bool _isJournalIdle;
    private bool _isCleaning;

    internal override JobState State => JobState.Stopping;

    internal override void Enter()
    {
        // Before its term has begun, a coordinator has no say over agents.
        if (Job.IsInOffice) _unstopped.UnionWith(Job.Agents.All);
        foreach (var enumerator in Job.Enumerators) Job.Actor.Stop(enumerator);
        Job.Journal.WhenIdle(Guard(() =>
        {
            _isJournalIdle = true;
            GoOn();
        }));
        if (Job.Phase == this) Resend();
    }

    /// <summary>A job that was to start does not; nor can one be cancelled whose journal is stuck.</summary>
    internal void EndInstead(JobEnded how)
    {
        if (_next is Restarting or Restoring or Suspended || (_next is Finishing && how.How == JobEnd.Failed)) _next = new Ended(Job, how);
    }

    /// <summary>A job that was to start is cancelled.</summary>
    internal void CancelInstead()
    {
        if (_next is Restarting or Restoring or Suspended) _next = new Finishing(Job, isCancelled: true);
    }

    internal override bool Receive(object message)
    {
        switch (message)
        {
            case EpochStopped stopped when stopped.Term == Job.Term && stopped.Epoch >= Job.Epoch:
                _unstopped.Remove(Job.Actor.Sender);
                GoOn();
                return true;
            case Terminated terminated when Job.Enumerators.Remove(terminated.Actor):
                GoOn();
                return true;
            default:
                return false;
        }
    }

    internal override void OnAgentLost(IActorRef agent)
    {
        _unstopped.Remove(agent);
        GoOn();
    }

    private void Resend()
    {
        foreach (var agent in _unstopped) agent.Tell(new StopEpoch(Job.Term, Job.Epoch), Job.Actor.Self);
        SetTimer(this, Job.Settings.Control.ResendInterval, Resend);
        GoOn();
    }

    private void GoOn()
    {
        if (_isCleaning || !_isJournalIdle || _unstopped.Count > 0 || Job.Enumerators.Count > 0) return;
        _isCleaning = true;
        // A decision that has become known meanwhile ended the job before it was cancelled: it is committed.
        Job.Cleaning.AtRest(Guard(() => Job.Become(
            _next is Finishing && Job.History is { RestorePoint.Stop: true, Finished: null } ? new Restoring(Job) : _next)));
    }
}
