using ActorStream.Actors;
using ActorStream.Coordinator;

namespace ActorStream.Tests.Engine.Actors.Subtasks;

/// <summary>
/// Just enough of a coordinator to run one epoch of a plan on one agent: deploys, starts, takes a checkpoint every so often, commits each,
/// and ends with a final one. No journal, no failures: what fails here fails the test.
/// </summary>
internal sealed class ScriptedCoordinator(
    JobPlan plan, IActorRef agent, PortContext context, TimeSpan interval, Action finished) : Actor
{
    private readonly Dictionary<SubtaskId, IActorRef> _subtasks = [];
    private readonly Dictionary<int, IActorRef> _enumerators = [];
    private readonly HashSet<SubtaskId> _ready = [];
    private readonly HashSet<SubtaskId> _ended = [];
    private readonly HashSet<SubtaskId> _acknowledged = [];
    private readonly HashSet<SubtaskId> _injected = [];
    private readonly HashSet<SubtaskId> _committed = [];
    private readonly HashSet<int> _cut = [];
    private long _checkpoint;
    private bool _inRound;
    private bool _final;

    internal List<CheckpointAcknowledged> Acknowledgements { get; } = [];

    protected internal override void PreStart()
    {
        foreach (var (vertex, source) in plan.Sources)
        {
            var deployment = new EnumeratorDeployment(
                vertex, plan.Vertices[vertex].Parallelism, 1, source, context, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            _enumerators[vertex] = Context.Spawn(EnumeratorActor.PropsOf(deployment));
        }

        var subtasks = plan.Subtasks.Select(id => new SubtaskDeployment(id, [])).ToList();
        agent.Tell(new DeployEpoch(1, 1, new JobId(7), 0, Self, subtasks), Self);
    }

    protected internal override void Receive(object message)
    {
        switch (message)
        {
            case EpochDeployed deployed:
                foreach (var (id, actor) in deployed.Subtasks)
                {
                    _subtasks[id] = actor;
                }

                agent.Tell(new ConnectEpoch(1, 1, _subtasks, _enumerators), Self);
                break;
            case SubtaskReady ready:
                if (_ready.Add(ready.Subtask) && _ready.Count == _subtasks.Count)
                {
                    agent.Tell(new StartEpoch(1, 1), Self);
                    Context.SetTimer("round", "round", interval);
                }

                break;
            case "round":
                StartRound();
                break;
            case EnumeratorSnapshotTaken taken when taken.Checkpoint == _checkpoint:
                if (_cut.Add(taken.Vertex) && _cut.Count == _enumerators.Count)
                {
                    Trigger();
                }

                break;
            case BarrierInjected injected:
                _injected.Add(injected.Subtask);
                if (_injected.Count == plan.Sources.Keys.Sum(v => plan.Vertices[v].Parallelism))
                {
                    foreach (var enumerator in _enumerators.Values)
                    {
                        enumerator.Tell(new ResumeAssigning(1, _checkpoint), Self);
                    }
                }

                break;
            case CheckpointAcknowledged acknowledged when acknowledged.Checkpoint == _checkpoint:
                Acknowledgements.Add(acknowledged);
                if (_acknowledged.Add(acknowledged.Subtask) && _acknowledged.Count == _subtasks.Count)
                {
                    TellAll(new CommitCheckpoint(1, _checkpoint));
                }

                break;
            case CheckpointCommitted committed when committed.Checkpoint == _checkpoint:
                if (_committed.Add(committed.Subtask) && _committed.Count == _subtasks.Count)
                {
                    OnRoundOver();
                }

                break;
            case SubtaskEnded ended:
                Sender.Tell(new SubtaskEndedSeen(1), Self);
                if (_ended.Add(ended.Subtask) && _ended.Count == _subtasks.Count && !_inRound)
                {
                    StartRound();
                }

                break;
            case CheckpointDeclined declined:
                throw new InvalidOperationException(declined.Reason);
            case SubtaskFailed failed:
                throw new InvalidOperationException($"Subtask {failed.Subtask} failed.", failed.Error);
            case EpochStopped:
                finished();
                break;
            case CheckpointAcknowledged or CheckpointCommitted or EnumeratorSnapshotTaken:
                break;
            default:
                throw new InvalidOperationException($"Unexpected {message.GetType().Name}.");
        }
    }

    private void StartRound()
    {
        if (_inRound || _final)
        {
            return;
        }

        _inRound = true;
        _final = _ended.Count == _subtasks.Count;
        _checkpoint++;
        _cut.Clear();
        _injected.Clear();
        _acknowledged.Clear();
        _committed.Clear();
        foreach (var enumerator in _enumerators.Values)
        {
            enumerator.Tell(new SnapshotEnumerator(1, _checkpoint), Self);
        }
    }

    private void Trigger()
    {
        foreach (var id in _subtasks.Keys.Where(id => plan.Vertices[id.Vertex].IsSource))
        {
            _subtasks[id].Tell(new TriggerCheckpoint(1, _checkpoint, 0, _final), Self);
        }
    }

    private void OnRoundOver()
    {
        _inRound = false;
        if (_final)
        {
            agent.Tell(new StopEpoch(1, 1), Self);
        }
        else if (_ended.Count == _subtasks.Count)
        {
            StartRound();
        }
        else
        {
            Context.SetTimer("round", "round", interval);
        }
    }

    private void TellAll(object message)
    {
        foreach (var subtask in _subtasks.Values)
        {
            subtask.Tell(message, Self);
        }
    }
}
