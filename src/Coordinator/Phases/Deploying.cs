using ActorStream.Actors;

namespace ActorStream.Coordinator;

/// <summary>
/// Two-phase deployment: every agent first ends what it still runs and builds its subtasks; then all are told of each other and get
/// ready. No source reads before all are.
/// </summary>
internal sealed class Deploying(JobControl job, EpochRun run) : Phase(job)
{
    private readonly HashSet<IActorRef> _unstopped = [];
    private readonly HashSet<IActorRef> _undeployed = [];
    private readonly HashSet<SubtaskId> _unready = [];
    private IReadOnlyDictionary<IActorRef, IReadOnlyList<SubtaskId>> _placement = new Dictionary<IActorRef, IReadOnlyList<SubtaskId>>();

    internal override JobState State => JobState.Deploying;

    internal override void Enter()
    {
        Place();
        Resend();
    }

    internal override bool Receive(object message)
    {
        switch (message)
        {
            case EpochStopped stopped when stopped.Term == Job.Term && stopped.Epoch >= run.Epoch - 1:
                if (_unstopped.Remove(Job.Actor.Sender)) Send();
                return true;
            case EpochDeployed deployed when deployed.Term == Job.Term && deployed.Epoch == run.Epoch:
                OnDeployed(deployed);
                return true;
            case SubtaskReady ready when ready.Epoch == run.Epoch:
                if (_unready.Remove(ready.Subtask) && _unready.Count == 0) Job.Become(new Running(Job, run));
                return true;
            case SubtaskFailed failed when failed.Epoch == run.Epoch:
                Job.Fail(failed.Error, failed.Subtask);
                return true;
            default:
                return false;
        }
    }

    internal override void OnAgentJoined() => Resend();

    internal override void OnAgentLost(IActorRef agent)
    {
        _unstopped.Remove(agent);
        if (run.Agents.Contains(agent)) Job.Fail(new AgentLostException($"Node agent {agent.Address} ended while it was deploying."));
    }

    /// <summary>Chooses who runs what, once there is an agent.</summary>
    private void Place()
    {
        if (Job.Agents.All.Count == 0 || _placement.Count > 0) return;
        _placement = Job.Agents.Place(Job.Plan.Subtasks);
        run.Agents.UnionWith(_placement.Keys);
        _unstopped.UnionWith(Job.Agents.All);
        _undeployed.UnionWith(_placement.Keys);
        _unready.UnionWith(Job.Plan.Subtasks);
    }

    private void Resend()
    {
        Place();
        Send();
        SetTimer(this, Job.Settings.Control.ResendInterval, Resend);
    }

    private void Send()
    {
        foreach (var agent in _unstopped) agent.Tell(new StopEpoch(Job.Term, run.Epoch - 1), Job.Actor.Self);
        if (_placement.Count == 0 || _unstopped.Count > 0) return;
        foreach (var agent in _undeployed) agent.Tell(DeploymentOf(agent), Job.Actor.Self);
        if (_undeployed.Count == 0) Connect();
    }

    private DeployEpoch DeploymentOf(IActorRef agent) => new(
        Job.Term,
        run.Epoch,
        Job.History.Created!.Job,
        run.Restore.Checkpoint,
        Job.Actor.Self,
        [.. _placement[agent].Select(subtask => new SubtaskDeployment(subtask, run.Restore.Of(subtask)))])
    {
        RestoreRoot = run.Restore.Root,
        Drop = run.Restore.Drop,
    };

    private void OnDeployed(EpochDeployed deployed)
    {
        if (!_undeployed.Remove(Job.Actor.Sender)) return;
        foreach (var (id, subtask) in deployed.Subtasks) run.Subtasks[id] = subtask;
        if (_undeployed.Count > 0) return;
        SpawnEnumerators();
        Connect();
    }

    private void SpawnEnumerators()
    {
        var alignment = Job.Plan.AlignsSources ? Spawn(AlignmentActor.PropsOf(run.Epoch), "alignment") : ActorRefs.NoSender;
        foreach (var (vertex, source) in Job.Plan.Sources)
        {
            var deployment = new EnumeratorDeployment(
                vertex,
                Job.Plan.Vertices[vertex].Parallelism,
                run.Epoch,
                source,
                Job.Definition.Ports,
                run.Restore.Enumerators.GetValueOrDefault(source.Uid),
                Job.Settings.Control.ResendInterval,
                Job.Definition.DiscoveryInterval) { Alignment = alignment };
            run.Enumerators.Add(vertex, Spawn(EnumeratorActor.PropsOf(deployment), $"enumerator-{vertex}"));
        }
    }

    private IActorRef Spawn(Props props, string name)
    {
        var actor = Job.Actor.Spawn(props, $"e{run.Epoch}-{name}");
        Job.Actor.Watch(actor);
        Job.Enumerators.Add(actor);
        return actor;
    }

    private void Connect()
    {
        var command = new ConnectEpoch(
            Job.Term, run.Epoch, new Dictionary<SubtaskId, IActorRef>(run.Subtasks), new Dictionary<int, IActorRef>(run.Enumerators));
        foreach (var agent in run.Agents) agent.Tell(command, Job.Actor.Self);
    }
}
