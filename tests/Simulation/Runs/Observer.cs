using ActorStream.Actors;
using ActorStream.Backends;
using ActorStream.Tests.Simulation.Swarm;

namespace ActorStream.Tests.Simulation.Runs;

/// <summary>
/// Sees every message as it is delivered: counts situations that must come up now and then, and checks what may never be said.
/// </summary>
internal sealed class Observer(Counters seen, Watcher watcher)
{
    private readonly HashSet<(long Epoch, long Checkpoint)> _aborted = [];
    private readonly HashSet<(long Epoch, long Checkpoint, SubtaskId Subtask)> _acknowledged = [];
    private readonly HashSet<(long Epoch, long Checkpoint, IActorRef To)> _committing = [];
    private long _epoch;
    private long _term;
    private long _triggered;
    private long _decided;

    internal void OnDelivery(IActorRef to, object message)
    {
        switch (message)
        {
            case DeployEpoch deploy:
                if (deploy.Term < _term) seen.Count("command of an older term");
                if (deploy.Epoch > _epoch && _triggered > _decided) seen.Count("restore during a checkpoint");
                foreach (var part in deploy.Subtasks.SelectMany(static one => one.Restored).SelectMany(static one => one.Keyed))
                    OnRestored(part);
                _term = Math.Max(_term, deploy.Term);
                _epoch = Math.Max(_epoch, deploy.Epoch);
                _triggered = _decided = 0;
                break;
            case TriggerCheckpoint trigger:
                _triggered = Math.Max(_triggered, trigger.Checkpoint);
                if (trigger.Epoch < _epoch) seen.Count("trigger of an older epoch");
                break;
            case CheckpointAcknowledged acknowledged:
                OnAcknowledged(acknowledged);
                break;
            case CheckpointDeclined:
                seen.Count("round declined by a subtask");
                break;
            case AbortCheckpoint abort:
                _aborted.Add((abort.Epoch, abort.Checkpoint));
                break;
            case CommitCheckpoint commit:
                OnCommit(to, commit);
                break;
            case CheckpointBarrier barrier when _aborted.Contains((barrier.Epoch, barrier.Checkpoint)):
                seen.Count("barrier of an aborted round");
                break;
            case StopEpoch stop when stop.Epoch < _epoch:
                seen.Count("stop of an older epoch");
                break;
            case SplitProgress { Group: not null }:
                seen.Count("aligned across sources");
                break;
            case SubtaskFailed failed when failed.Epoch < _epoch:
                seen.Count("failure of an older epoch");
                break;
        }
    }

    private void OnRestored(KeyedPart part)
    {
        if (part.Files.Count > 1) seen.Count("restore of layers");
        if (part.Files.Any(static file => file.IsGathered)) seen.Count("restore of a gathered file");
    }

    private void OnAcknowledged(CheckpointAcknowledged acknowledged)
    {
        if (acknowledged.Epoch < _epoch) seen.Count("ack of an older epoch");
        else if (_aborted.Contains((acknowledged.Epoch, acknowledged.Checkpoint))) seen.Count("ack of an aborted round");
        else if (acknowledged.Checkpoint <= _decided) seen.Count("late ack");
        if (acknowledged.Snapshot.Operators.Any(static one => one.Keyed.Any(static part => part.Files.Count > 1)))
            seen.Count("snapshot of changes");
        if (!_acknowledged.Add((acknowledged.Epoch, acknowledged.Checkpoint, acknowledged.Subtask))) seen.Count("ack repeated");
    }

    private void OnCommit(IActorRef to, CommitCheckpoint commit)
    {
        _decided = Math.Max(_decided, commit.Checkpoint);
        if (_aborted.Contains((commit.Epoch, commit.Checkpoint)))
            watcher.Report($"I4: checkpoint {commit.Checkpoint} was aborted, and is committed");
        if (!_committing.Add((commit.Epoch, commit.Checkpoint, to))) seen.Count("commit told again");
        if (_aborted.Any(round => round.Epoch == commit.Epoch && round.Checkpoint < commit.Checkpoint))
            seen.Count("commit of an aborted round's transactions");
    }
}
