using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// One per process: builds the subtasks that the coordinator deploys here, from this process's own copy of the graph, and stops them.
/// Answers a repeated command as it did the first time; ignores commands of an older term or epoch.
/// </summary>
/// <remarks>
/// An agent that has not heard from its term for the lease stops its subtasks: the coordinator may have been replaced, and its successor
/// deploys elsewhere once the lease and its margin have passed.
/// </remarks>
internal sealed class NodeAgentActor(SubtaskEnvironment environment) : Actor
{
    private static readonly object LeaseTimer = new();
    private static readonly object FailureTimer = new();

    private readonly Dictionary<SubtaskId, IActorRef> _subtasks = [];
    private readonly HashSet<IActorRef> _alive = [];
    private long _term;

    // The epoch deployed here, and the highest one that was stopped: nothing up to it is deployed again.
    private DeployEpoch? _deployed;
    private long _stopped;

    // Who waits for the end of the subtasks; null: nobody.
    private (IActorRef Coordinator, StopEpoch Command)? _stopping;

    /// <summary>How a process runs its agent.</summary>
    internal static Props PropsOf(SubtaskEnvironment environment) =>
        Props.Create(() => new NodeAgentActor(environment)) with { Dispatcher = Dispatcher.Control };

    protected internal override void Receive(object message)
    {
        switch (message)
        {
            case DeployEpoch deploy when Heed(deploy.Term):
                OnDeploy(deploy);
                break;
            case ConnectEpoch connect when Heed(connect.Term) && connect.Epoch == _deployed?.Epoch:
                foreach (var (id, subtask) in _subtasks)
                {
                    subtask.Tell(new Connect(connect.Subtasks, connect.Enumerators.GetValueOrDefault(id.Vertex)), Self);
                }

                break;
            case StartEpoch start when Heed(start.Term) && start.Epoch == _deployed?.Epoch:
                foreach (var subtask in _subtasks.Values)
                {
                    subtask.Tell(start, Self);
                }

                break;
            case StopEpoch stop when Heed(stop.Term):
                OnStop(stop);
                break;
            case Heartbeat heartbeat when Heed(heartbeat.Term):
                OnHeartbeat(heartbeat);
                break;
            case ChildFailed failed:
                OnFailed(failed);
                break;
            case Terminated terminated:
                OnTerminated(terminated.Actor);
                break;
            case DeployEpoch or ConnectEpoch or StartEpoch or StopEpoch or Heartbeat:
                // Of an older term or epoch: fenced.
                break;
            case LeaseEnded:
                OnLeaseEnded();
                break;
            case FailureUnanswered unanswered:
                ReportFailure(unanswered.Failure);
                break;
            default:
                throw new InvariantViolatedException($"The node agent cannot handle a {message.GetType().Name}.");
        }
    }

    /// <summary>Whether a command of this term counts; if so, the lease begins anew.</summary>
    private bool Heed(long term)
    {
        if (term < _term)
        {
            return false;
        }

        _term = term;
        Context.SetTimer(LeaseTimer, new LeaseEnded(), environment.Settings.Control.Lease);
        return true;
    }

    private void OnDeploy(DeployEpoch deploy)
    {
        if (deploy.Epoch <= _stopped || deploy.Epoch < _deployed?.Epoch)
        {
            return;
        }

        if (deploy.Epoch != _deployed?.Epoch)
        {
            if (_alive.Count > 0)
            {
                // The epoch before has not been stopped here: the command comes again once it has.
                return;
            }

            _deployed = deploy;
            _subtasks.Clear();
            var budget = environment.Buffers.NewBudget();
            foreach (var subtask in deploy.Subtasks)
            {
                if (!TrySpawn(deploy, subtask, budget))
                {
                    break;
                }
            }
        }

        if (_subtasks.Count < deploy.Subtasks.Count)
        {
            // One could not be made; that was reported.
            return;
        }

        Sender.Tell(new EpochDeployed(deploy.Term, deploy.Epoch, new Dictionary<SubtaskId, IActorRef>(_subtasks)), Self);
    }

    /// <summary>
    /// Makes a subtask. An operator actor's factory is user code: where it throws, the epoch fails and the agent lives on.
    /// </summary>
    private bool TrySpawn(DeployEpoch deploy, SubtaskDeployment subtask, BufferBudget budget)
    {
        try
        {
            var name = $"e{deploy.Epoch}-{subtask.Id.Vertex}.{subtask.Id.Index}";
            var props = SubtaskActor.PropsOf(environment, deploy, subtask, budget);
            // RocksDB reads and writes files on the thread that asks: one that waits must not keep others from theirs.
            if (environment.RocksDb is not null) props = props with { Dispatcher = Dispatcher.Dedicated };
            var actor = Context.Spawn(props, name);
            Context.Watch(actor);
            _subtasks.Add(subtask.Id, actor);
            _alive.Add(actor);
            return true;
        }
        catch (Exception error)
        {
            ReportFailure(new SubtaskFailed(deploy.Epoch, subtask.Id, error));
            return false;
        }
    }

    private void OnStop(StopEpoch stop)
    {
        _stopped = Math.Max(_stopped, stop.Epoch);
        if (_deployed?.Epoch > stop.Epoch)
        {
            // What runs here is newer; nothing of the epoch is left.
            Sender.Tell(new EpochStopped(stop.Term, stop.Epoch), Self);
            return;
        }

        Context.CancelTimer(FailureTimer);
        _stopping = (Sender, stop);
        StopSubtasks();
        AnswerStopped();
    }

    private void OnHeartbeat(Heartbeat heartbeat)
    {
        _stopped = Math.Max(_stopped, heartbeat.Epoch - 1);
        if (_deployed?.Epoch < heartbeat.Epoch)
        {
            StopSubtasks();
        }
    }

    /// <summary>
    /// The coordinator, if there still is one, must learn that its subtasks are gone: it may never have noticed the silence.
    /// </summary>
    private void OnLeaseEnded()
    {
        if (_alive.Count > 0 && _deployed is { } deployed)
        {
            StopSubtasks();
            ReportFailure(new SubtaskFailed(
                deployed.Epoch,
                deployed.Subtasks[0].Id,
                new AgentLostException(
                    $"The node agent on {Self.Address.Node} heard nothing of its coordinator for {environment.Settings.Control.Lease} and "
                    + "stopped its subtasks.")));
        }
    }

    private void StopSubtasks()
    {
        foreach (var subtask in _alive)
        {
            Context.Stop(subtask);
        }
    }

    private void OnTerminated(IActorRef actor)
    {
        _alive.Remove(actor);
        AnswerStopped();
    }

    private void AnswerStopped()
    {
        if (_stopping is { } stopping && _alive.Count == 0)
        {
            stopping.Coordinator.Tell(new EpochStopped(stopping.Command.Term, stopping.Command.Epoch), Self);
            _stopping = null;
        }
    }

    private void OnFailed(ChildFailed failed)
    {
        if (_deployed is { } deployed && _subtasks.FirstOrDefault(s => s.Value.Equals(failed.Child)) is { Value: not null } subtask)
        {
            ReportFailure(new SubtaskFailed(deployed.Epoch, subtask.Key, failed.Error));
        }
    }

    /// <summary>Told again until the coordinator stops the epoch.</summary>
    private void ReportFailure(SubtaskFailed failure)
    {
        if (failure.Epoch > _stopped)
        {
            _deployed!.Coordinator.Tell(failure, Self);
            Context.SetTimer(FailureTimer, new FailureUnanswered(failure), environment.Settings.Control.ResendInterval);
        }
    }

    private sealed record LeaseEnded;

    private sealed record FailureUnanswered(SubtaskFailed Failure);
}
