using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// What every subtask does, whatever operator it runs: takes elements from its channels or its source, drives the chain, aligns barriers,
/// takes snapshots, commits. An actor owns it and hands it every message.
/// </summary>
/// <remarks>
/// <para><b>One step at a time.</b> <see cref="Run"/> handles elements while the chain is idle and then returns; it is a message to itself, so
/// control messages are never starved. Nothing but a step touches the chain: barriers, watermarks and commits wait for the chain to be idle.</para>
/// <para><b>Life.</b> See <see cref="SubtaskPhase"/>.</para>
/// </remarks>
internal sealed partial class SubtaskCore : StageContext
{
    /// <summary>Elements handled per step before control messages get their turn.</summary>
    private const int ElementsPerStep = 16;

    private readonly IActorContext _actor;
    private readonly OperatorActor? _operatorActor;
    private readonly DeployEpoch _deployment;
    private readonly IReadOnlyList<OperatorSnapshot> _restored;
    private readonly StepNode _step = new();
    private readonly Queue<Func<bool>> _whenIdle = new();

    private SubtaskPhase _phase = SubtaskPhase.Created;
    private bool _stepQueued;

    // The chain, built when the other subtasks are known: either a source or an input gate at its head.
    private Chain _chain = null!;

    // The batch in the chain whose shell goes back to its sender once the chain is idle, and the channel it came by.
    private RecordBatch? _current;
    private InputChannel? _currentChannel;
    private long _watermark = long.MinValue;
    private bool _isIdle; // No channel counts for the watermark.
    private long _lastFlush;
    private bool _flushTimerSet;

    internal SubtaskCore(
        SubtaskEnvironment environment, DeployEpoch deployment, SubtaskDeployment subtask, BufferBudget budget, IActorContext actor,
        OperatorActor? operatorActor)
        : base(environment, subtask.Id, environment.Plan.Vertices[subtask.Id.Vertex].Parallelism, deployment.Epoch)
    {
        (_deployment, _restored, Budget, _actor, _operatorActor) = (deployment, subtask.Restored, budget, actor, operatorActor);
    }

    internal override BufferBudget Budget { get; }

    internal override IActorRef Self => _actor.Self;

    internal override TimeProvider Time => _actor.Time;

    /// <summary>The job, and the checkpoint that this epoch goes on from.</summary>
    internal JobId Job => _deployment.Job;

    internal override long RestoredCheckpoint => _deployment.RestoredCheckpoint;

    internal override CheckpointStorage RestoreStorage =>
        _deployment.RestoreRoot is { } root ? new CheckpointStorage(Environment.Files, root) : Environment.Storage;

    internal override IReadOnlySet<string> MayDrop(string uid) => _deployment.Drop
        .Where(name => name == uid || name.StartsWith(uid + "/", StringComparison.Ordinal))
        .Select(name => name == uid ? DroppableStates.Any : name[(uid.Length + 1)..]).ToHashSet();

    internal override void Run<T>(EffectKind kind, Func<CancellationToken, ValueTask<T>> work, Action<Outcome<T>> then) =>
        _actor.RunEffect(kind, work, outcome => new Continuation(() => then(outcome)));

    internal override void SetTimer(object key, TimeSpan delay, Action then) => _actor.SetTimer(key, new Continuation(then), delay);

    internal override void WhenIdle(Func<bool> then)
    {
        _whenIdle.Enqueue(then);
        QueueStep();
    }

    /// <summary>Handles a message of the engine; answers false if it is none.</summary>
    internal bool TryHandle(object message)
    {
        switch (message)
        {
            case RecordBatch { Returning: true } batch:
                batch.Owner!.OnReturned(batch);
                QueueStep();
                break;
            case RecordBatch batch:
                OnElement(batch, batch.Channel, batch.Epoch);
                break;
            case ChannelSignal signal:
                OnElement(signal, signal.Channel, signal.Epoch);
                break;
            case StepNode:
                _stepQueued = false;
                Step();
                break;
            case Continuation continuation:
                continuation.Then();
                QueueStep();
                break;
            case Connect connect:
                OnConnect(connect);
                break;
            case StartEpoch start when start.Epoch == Epoch:
                OnStart();
                break;
            case SourceInstruction instruction:
                _chain?.Source?.OnInstruction(instruction);
                QueueStep();
                break;
            case SlowestSplit slowest when slowest.Epoch == Epoch:
                _chain?.Source?.OnSlowest(slowest.Watermark);
                QueueStep();
                break;
            case TriggerCheckpoint trigger when trigger.Epoch == Epoch:
                OnTrigger(trigger);
                break;
            case AbortCheckpoint abort when abort.Epoch == Epoch:
                OnAbort(abort.Checkpoint);
                break;
            case CommitCheckpoint commit when commit.Epoch == Epoch:
                OnCommit(commit.Checkpoint);
                break;
            case SubtaskEndedSeen seen when seen.Epoch == Epoch:
                _actor.CancelTimer(EndedTimer);
                break;
            case StartEpoch or TriggerCheckpoint or AbortCheckpoint or CommitCheckpoint or SubtaskEndedSeen or SlowestSplit:
                // Of another epoch: fenced.
                break;
            default:
                return false;
        }

        return true;
    }

    private void OnElement(MailboxNode element, int channel, long epoch)
    {
        Invariant.Holds(epoch == Epoch, $"Subtask {Id} of epoch {Epoch} got {element.GetType().Name} of epoch {epoch}.");
        // Elements that come before this subtask is open wait in their channels.
        _chain.Gate.Channels[channel].Enqueue(element);
        QueueStep();
    }

    private void QueueStep()
    {
        if (!_stepQueued && _phase >= SubtaskPhase.Ready)
        {
            _stepQueued = true;
            Self.Tell(_step, Self);
        }
    }

    private void Step()
    {
        Metrics.StepBegins(Time.GetTimestamp());
        var idle = HandleElements();
        if (!idle) FlushLater();
        Metrics.StepEnds(Time.GetTimestamp(), isHeldUp: !idle);
    }

    /// <summary>Handles elements while there are some. Answers false if the chain must wait for room behind it.</summary>
    private bool HandleElements()
    {
        if (!_chain.Head.Resume())
        {
            return false;
        }

        for (var i = 0; i < ElementsPerStep; i++)
        {
            ReturnCurrent();
            if (!PushPending() || !PushNext(out var any))
            {
                return false;
            }

            if (!any)
            {
                // Out of input: whatever is gathered goes out now.
                _chain.Head.Flush();
                return true;
            }

            FlushWhenDue();
        }

        QueueStep();
        return true;
    }

    /// <summary>What comes before the next element: work that waited for the chain to be idle, the watermark, the end of input.</summary>
    private bool PushPending()
    {
        // Not before the epoch starts: what a clock's timer emits would reach subtasks that are not there yet.
        while (_phase == SubtaskPhase.Running && !_stopped && _whenIdle.TryDequeue(out var work))
        {
            if (!work())
            {
                return false;
            }
        }

        return PushWatermark() && PushBarrier() && (_stopped || !IsInputOver || PushEnd());
    }

    /// <summary>The watermark over all channels, if it has risen; tells the next subtasks where none counts.</summary>
    private bool PushWatermark()
    {
        if (_stopped || _chain.Source is not null)
        {
            return true;
        }

        var watermark = _chain.Gate.Watermark(out var isIdle);
        if (isIdle != _isIdle)
        {
            _isIdle = isIdle;
            foreach (var follower in _chain.Following)
            {
                follower.IsIdle = _isIdle;
            }
        }

        if (watermark <= _watermark)
        {
            return true;
        }

        _watermark = watermark;
        Metrics.Watermark = _watermark;
        return _chain.Head.Advance(_watermark);
    }

    private bool IsInputOver =>
        _phase == SubtaskPhase.Running && (_chain.Source is { } source ? source.HasEnded : _chain.Gate.Channels.Count > 0 && _chain.Gate.Ended);

    /// <summary>Handles one element. Answers whether the chain is idle again; <paramref name="any"/>: whether there was one.</summary>
    private bool PushNext(out bool any)
    {
        any = true;
        if (_phase != SubtaskPhase.Running)
        {
            any = false;
            return true;
        }

        if (_chain.Source is { } source)
        {
            if (_stopped || _drained || source.TryProduce() is not { } idle)
            {
                any = false;
                return true;
            }

            return idle;
        }

        if (_chain.Gate.Poll() is not { } channel)
        {
            any = false;
            return true;
        }

        return Handle(channel, channel.Dequeue());
    }

    private bool Handle(InputChannel channel, MailboxNode element)
    {
        switch (element)
        {
            case RecordBatch batch:
                (_current, _currentChannel) = (batch, channel);
                Metrics.CountIn(batch.Count);
                return channel.Entry.PushUntyped(batch);
            case WatermarkSignal signal:
                channel.Raise(signal.Watermark, signal.IsIdle);
                return true;
            case CheckpointBarrier barrier:
                OnBarrier(channel, barrier);
                return true;
            case EndOfInput:
                channel.Ended = true;
                return true;
            default:
                throw new InvariantViolatedException($"Subtask {Id} cannot handle a {element.GetType().Name} on a channel.");
        }
    }

    /// <summary>The chain is done with the batch it was given: its watermark holds now, and its shell is the sender's credit.</summary>
    private void ReturnCurrent()
    {
        if (_current is { } batch)
        {
            _currentChannel!.Raise(batch.Watermark, isIdle: false);
            (_current, _currentChannel) = (null, null);
            batch.Returning = true;
            batch.MailboxSender!.Tell(batch, Self);
        }
    }

    private void FlushWhenDue()
    {
        var now = Time.GetTimestamp();
        if (Time.GetElapsedTime(_lastFlush, now) >= Environment.Settings.Buffers.FlushTimeout)
        {
            _lastFlush = now;
            _chain.Head.Flush();
        }
    }

    /// <summary>The chain waits, for credit or for a sink: channels that have credit get what is gathered for them in a while.</summary>
    private void FlushLater()
    {
        if (!_flushTimerSet)
        {
            _flushTimerSet = true;
            SetTimer(_step, Environment.Settings.Buffers.FlushTimeout, () =>
            {
                _flushTimerSet = false;
                _chain.Head.Flush();
            });
        }
    }

    /// <summary>A step of this subtask: there is one node, in the mailbox at most once.</summary>
    private sealed class StepNode : MailboxNode;

    /// <summary>What goes on once an effect or a timer has come back.</summary>
    private sealed record Continuation(Action Then);
}

/// <summary>How far a subtask is. It only moves forward; a failed or stopped subtask ends with its actor.</summary>
internal enum SubtaskPhase
{
    /// <summary>Spawned; the other subtasks are not known.</summary>
    Created,

    /// <summary>Restores state and opens user functions.</summary>
    Opening,

    /// <summary>Waits for every other subtask to be ready.</summary>
    Ready,

    /// <summary>Handles records.</summary>
    Running,
}
