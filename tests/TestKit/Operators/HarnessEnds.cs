using ActorStream.Actors;
using ActorStream.Backends;
using ActorStream.Coordinator;

namespace ActorStream.TestKit;

/// <summary>
/// Stands at both ends of a harness's operators for one epoch: sends what the test pushes, takes what comes out and gives back the credit,
/// and is to the subtasks, which it spawns, the coordinator of an epoch that takes a checkpoint when it is asked.
/// </summary>
internal sealed class HarnessEnds<TOut> : Actor
{
    private readonly HarnessGraph<TOut> _graph;
    private readonly SubtaskEnvironment _environment;
    private readonly RestorePlan _restore;
    private readonly long _epoch;
    private readonly Action<OutputRecord<TOut>> _emitted;
    private readonly Dictionary<SubtaskId, IActorRef> _subtasks = [];
    private readonly HashSet<SubtaskId> _unready = [];
    private readonly HashSet<SubtaskId> _unended = [];
    private readonly long[] _watermarks;
    private readonly Dictionary<SubtaskId, SubtaskSnapshot> _parts = [];
    private long _checkpoint;

    internal HarnessEnds(
        HarnessGraph<TOut> graph, SubtaskEnvironment environment, RestorePlan restore, long epoch, Action<OutputRecord<TOut>> emitted)
    {
        (_graph, _environment, _restore, _epoch, _emitted) = (graph, environment, restore, epoch, emitted);
        _watermarks = new long[graph.OutputChannelsOf(environment.Plan)];
        Array.Fill(_watermarks, long.MinValue);
    }

    /// <summary>Every subtask is open, and has been started.</summary>
    internal bool IsReady { get; private set; }

    /// <summary>The end of the input has come through every subtask.</summary>
    internal bool HasEnded => IsReady && _unended.Count == 0;

    /// <summary>The least watermark of the channels that come out, UTC ticks.</summary>
    internal long Watermark => _watermarks.Min();

    /// <summary>What the last checkpoint consists of; null while it is being taken.</summary>
    internal CheckpointManifest? Checkpoint { get; private set; }

    /// <summary>Why the operators failed; null: they did not.</summary>
    internal Exception? Failure { get; private set; }

    private JobPlan Plan => _environment.Plan;

    protected internal override void PreStart()
    {
        var ends = _graph.Inputs.Select(input => input.StandIn(Plan)).Append(_graph.OutputOf(Plan)).ToList();
        var budget = new BufferBudget(long.MaxValue);
        var own = Plan.Subtasks.Where(id => !ends.Contains(id)).ToList();
        var deployments = own.ConvertAll(id => new SubtaskDeployment(id, _restore.Of(id)));
        var epoch = new DeployEpoch(1, _epoch, new JobId(1), _restore.Checkpoint, Self, deployments);
        foreach (var subtask in deployments)
        {
            var name = $"{subtask.Id.Vertex}-{subtask.Id.Index}";
            _subtasks[subtask.Id] = Context.Spawn(SubtaskActor.PropsOf(_environment, epoch, subtask, budget), name);
            _unready.Add(subtask.Id);
            _unended.Add(subtask.Id);
        }

        var everyone = new Dictionary<SubtaskId, IActorRef>(_subtasks);
        foreach (var end in ends) everyone[end] = Self;
        foreach (var subtask in _subtasks.Values) subtask.Tell(new Connect(everyone, null), Self);
        foreach (var input in _graph.Inputs) input.Open(Plan, _subtasks, Self, _epoch, _environment.Buffers);
    }

    protected internal override void Receive(object message)
    {
        switch (message)
        {
            case Turn turn:
                turn.Action();
                break;
            case RecordBatch { Returning: true } batch:
                batch.Owner!.OnReturned(batch);
                break;
            case RecordBatch<TOut> batch:
                Take(batch);
                break;
            case WatermarkSignal signal:
                Raise(signal.Channel, signal.Watermark);
                break;
            case EndOfInput end:
                Raise(end.Channel, long.MaxValue);
                break;
            case SubtaskReady ready:
                if (_unready.Remove(ready.Subtask) && _unready.Count == 0) Start();
                break;
            case CheckpointAcknowledged part when part.Checkpoint == _checkpoint:
                if (_parts.TryAdd(part.Subtask, part.Snapshot) && _parts.Count == _subtasks.Count) Complete();
                break;
            case CheckpointDeclined declined:
                Failure ??= new InvalidOperationException($"No snapshot could be taken: {declined.Reason}");
                break;
            case SubtaskEnded ended:
                Sender.Tell(new SubtaskEndedSeen(_epoch), Self);
                _unended.Remove(ended.Subtask);
                break;
            case ChildFailed failed:
                Failure ??= failed.Error;
                break;
            case CheckpointBarrier or CheckpointAcknowledged or CheckpointCommitted:
                break;
            default:
                throw new InvalidOperationException($"A harness cannot handle a {message.GetType().Name}.");
        }
    }

    /// <summary>Sends a barrier behind all that was pushed.</summary>
    internal void TakeCheckpoint(long checkpoint, long baseCheckpoint)
    {
        (Checkpoint, _checkpoint) = (null, checkpoint);
        _parts.Clear();
        foreach (var input in _graph.Inputs) input.SendBarrier(checkpoint, baseCheckpoint);
    }

    private void Start()
    {
        IsReady = true;
        TellAll(new StartEpoch(1, _epoch));
    }

    private void Complete()
    {
        var operators = _parts.OrderBy(static part => part.Key.Index)
            .SelectMany(static part => part.Value.Operators.Select(op => (part.Key, Operator: op)))
            .GroupBy(static part => part.Operator.Uid)
            .Select(parts => new OperatorManifest(
                parts.Key,
                Plan.Vertices[parts.First().Key.Vertex].Parallelism,
                [.. parts.Select(static part => new OperatorPart(part.Key.Index, part.Operator.Keyed, part.Operator.Lists))]));
        Checkpoint = new CheckpointManifest(
            new JobId(1), Plan.Graph.Fingerprint, new CheckpointAttempt(_checkpoint, _epoch), 1, [.. operators], []);
        TellAll(new CommitCheckpoint(_epoch, _checkpoint));
    }

    private void Take(RecordBatch<TOut> batch)
    {
        var times = batch.Times?.Items;
        for (var i = 0; i < batch.Count; i++)
        {
            var ticks = times is null ? long.MinValue : times[i];
            _emitted(new OutputRecord<TOut>(batch.Records[i], ticks == long.MinValue ? null : new DateTimeOffset(ticks, TimeSpan.Zero)));
        }

        Raise(batch.Channel, batch.Watermark);
        batch.Returning = true;
        batch.MailboxSender!.Tell(batch, Self);
    }

    private void Raise(int channel, long watermark) => _watermarks[channel] = Math.Max(_watermarks[channel], watermark);

    private void TellAll(object message)
    {
        foreach (var subtask in _subtasks.Values) subtask.Tell(message, Self);
    }

    /// <summary>What the harness wants done.</summary>
    internal sealed record Turn(Action Action);
}
