using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Tests.Engine.Coordinator.Protocol;

/// <summary>What the fake subtasks of a run do, and what they were told. A test changes it as it goes.</summary>
internal sealed class FakeBehaviour
{
    /// <summary>What a subtask makes of its part of a round.</summary>
    internal Func<SubtaskId, long, FakeAnswer> OnRound { get; set; } = static (_, _) => FakeAnswer.Acknowledge;

    /// <summary>Whether a subtask answers a commit.</summary>
    internal Func<SubtaskId, long, bool> Commits { get; set; } = static (_, _) => true;

    /// <summary>Whether a subtask gets ready.</summary>
    internal Func<SubtaskId, bool> GetsReady { get; set; } = static _ => true;

    /// <summary>How often a message to the coordinator is told.</summary>
    internal Func<object, int> Copies { get; set; } = static _ => 1;

    /// <summary>Whether the subtasks' input has ended.</summary>
    internal bool HasInputEnded { get; set; }

    /// <summary>What subtasks were told, in order.</summary>
    internal List<(SubtaskId Subtask, object Message)> Told { get; } = [];

    /// <summary>Where the subtasks of the last deployed epoch are.</summary>
    internal Dictionary<SubtaskId, IActorRef> Subtasks { get; } = [];

    internal List<long> DeployedEpochs { get; } = [];

    internal List<long> StoppedEpochs { get; } = [];

    internal IEnumerable<T> ToldOf<T>(SubtaskId subtask) =>
        Told.Where(told => told.Subtask == subtask).Select(static told => told.Message).OfType<T>();
}

internal enum FakeAnswer
{
    Acknowledge,
    Decline,
    Nothing,
}

/// <summary>A node agent whose subtasks only speak the protocol.</summary>
internal sealed class FakeAgent(FakeBehaviour behaviour) : Actor
{
    private readonly Dictionary<SubtaskId, IActorRef> _subtasks = [];
    private DeployEpoch? _deployed;

    protected internal override void Receive(object message)
    {
        switch (message)
        {
            case DeployEpoch deploy:
                OnDeploy(deploy);
                break;
            case ConnectEpoch connect:
                foreach (var subtask in _subtasks.Values) subtask.Tell(connect, Self);
                break;
            case StartEpoch start:
                foreach (var subtask in _subtasks.Values) subtask.Tell(start, Self);
                break;
            case StopEpoch stop:
                OnStop(stop);
                break;
            case Heartbeat or Terminated:
                break;
            case ChildFailed failed:
                _deployed!.Coordinator.Tell(
                    new SubtaskFailed(_deployed.Epoch, _subtasks.First(s => s.Value.Equals(failed.Child)).Key, failed.Error), Self);
                break;
            default:
                throw new InvalidOperationException($"Unexpected {message.GetType().Name}.");
        }
    }

    private void OnDeploy(DeployEpoch deploy)
    {
        if (_deployed?.Epoch != deploy.Epoch)
        {
            _deployed = deploy;
            behaviour.DeployedEpochs.Add(deploy.Epoch);
            behaviour.Subtasks.Clear();
            foreach (var subtask in deploy.Subtasks)
            {
                var actor = Context.Spawn(Props.Create(() => new FakeSubtask(subtask.Id, deploy, behaviour)));
                _subtasks[subtask.Id] = behaviour.Subtasks[subtask.Id] = actor;
            }
        }

        Sender.Tell(new EpochDeployed(deploy.Term, deploy.Epoch, new Dictionary<SubtaskId, IActorRef>(_subtasks)), Self);
    }

    private void OnStop(StopEpoch stop)
    {
        foreach (var subtask in _subtasks.Values) Context.Stop(subtask);
        _subtasks.Clear();
        behaviour.StoppedEpochs.Add(stop.Epoch);
        Sender.Tell(new EpochStopped(stop.Term, stop.Epoch), Self);
    }
}

/// <summary>Answers rounds and commits as its behaviour says; says everything again until it is answered.</summary>
internal sealed class FakeSubtask(SubtaskId id, DeployEpoch deployment, FakeBehaviour behaviour) : Actor
{
    private static readonly TimeSpan ResendInterval = TimeSpan.FromMilliseconds(50);
    private readonly Dictionary<long, object> _unanswered = [];
    private IReadOnlyDictionary<SubtaskId, IActorRef> _siblings = new Dictionary<SubtaskId, IActorRef>();
    private bool _hasEnded;
    private bool _endWasSeen;

    protected internal override void PreStart() => Context.SetTimer(this, "again", ResendInterval);

    protected internal override void Receive(object message)
    {
        if (message is not "again") behaviour.Told.Add((id, message));
        switch (message)
        {
            case ConnectEpoch connect:
                _siblings = connect.Subtasks;
                if (behaviour.GetsReady(id)) Say(new SubtaskReady(deployment.Epoch, id));
                break;
            case TriggerCheckpoint trigger:
                Say(new BarrierInjected(deployment.Epoch, trigger.Checkpoint, id));
                if (id.Index != 0) break;
                foreach (var sibling in _siblings.Values) sibling.Tell(new FakeBarrier(trigger.Checkpoint), Self);
                break;
            case FakeBarrier barrier:
                OnBarrier(barrier.Checkpoint);
                break;
            case AbortCheckpoint abort:
                _unanswered.Remove(abort.Checkpoint);
                break;
            case CommitCheckpoint commit:
                foreach (var round in _unanswered.Keys.Where(round => round <= commit.Checkpoint)) _unanswered.Remove(round);
                if (behaviour.Commits(id, commit.Checkpoint)) Say(new CheckpointCommitted(deployment.Epoch, commit.Checkpoint, id));
                break;
            case SubtaskEndedSeen:
                _endWasSeen = true;
                break;
            case StartEpoch:
                _hasEnded = true;
                break;
            case "again":
                foreach (var answer in _unanswered.Values) Say(answer);
                if (_hasEnded && behaviour.HasInputEnded && !_endWasSeen) Say(new SubtaskEnded(deployment.Epoch, id));
                Context.SetTimer(this, "again", ResendInterval);
                break;
            case "fail":
                throw new InvalidOperationException("The test made it fail.");
            default:
                throw new InvalidOperationException($"Unexpected {message.GetType().Name}.");
        }
    }

    private void OnBarrier(long checkpoint)
    {
        var answer = behaviour.OnRound(id, checkpoint);
        if (answer == FakeAnswer.Nothing) return;
        object said = answer == FakeAnswer.Acknowledge
            ? new CheckpointAcknowledged(deployment.Epoch, checkpoint, id, SubtaskSnapshot.Empty, default)
            : new CheckpointDeclined(deployment.Epoch, checkpoint, id, "the test says so");
        if (_unanswered.TryAdd(checkpoint, said)) Say(said);
    }

    private void Say(object message)
    {
        for (var copies = behaviour.Copies(message); copies > 0; copies--) deployment.Coordinator.Tell(message, Self);
    }

    private sealed record FakeBarrier(long Checkpoint);
}
