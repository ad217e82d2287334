using ActorStream.Actors;

namespace ActorStream.Coordinator;

/// <summary>Records flow; rounds are taken and committed until the input ends, somebody stops the job, or something fails.</summary>
internal sealed class Running : Phase
{
    private readonly EpochRun _run;
    private readonly CheckpointRounds _rounds;
    private readonly CheckpointCommits _commits;
    private readonly HashSet<SubtaskId> _unended;

    internal Running(JobControl job, EpochRun run)
        : base(job)
    {
        _run = run;
        _unended = [.. job.Plan.Subtasks];
        _commits = new CheckpointCommits(job, this, run);
        _rounds = new CheckpointRounds(job, this, run, _commits);
    }

    internal override JobState State => JobState.Running;

    internal override void Enter()
    {
        OnHeartbeat();
        _rounds.Start();
    }

    // Said again and again: it has no answer of its own, and it keeps the agents' lease alive.
    internal override void OnHeartbeat()
    {
        foreach (var agent in _run.Agents) agent.Tell(new StartEpoch(Job.Term, _run.Epoch), Job.Actor.Self);
        _rounds.Repeat();
    }

    internal override void OnStopRequested() => _rounds.Consider();

    internal void OnSavepointWanted() => _rounds.Consider();

    internal override bool Receive(object message)
    {
        switch (message)
        {
            case SubtaskFailed failed when failed.Epoch == _run.Epoch:
                Job.Fail(failed.Error, failed.Subtask);
                return true;
            case SubtaskEnded ended when ended.Epoch == _run.Epoch:
                Job.Actor.Sender.Tell(new SubtaskEndedSeen(_run.Epoch), Job.Actor.Self);
                if (_unended.Remove(ended.Subtask) && _unended.Count == 0) _rounds.OnInputEnded();
                return true;
            default:
                return _rounds.Receive(message) || _commits.Receive(message);
        }
    }

    internal override void OnAgentLost(IActorRef agent)
    {
        if (_run.Agents.Contains(agent)) Job.Fail(new AgentLostException($"Node agent {agent.Address} has ended."));
    }

    /// <summary>Every transaction up to the checkpoint is committed, and that is journalled.</summary>
    internal void OnFullyCommitted(long checkpoint, bool isFinal)
    {
        if (isFinal) Job.Become(new Finishing(Job));
        else _rounds.OnFullyCommitted(checkpoint);
    }
}
