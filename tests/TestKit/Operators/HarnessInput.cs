using ActorStream.Actors;

namespace ActorStream.TestKit;

/// <summary>One of the streams that a test pushes into a harness. Belongs to its harness, and begins anew with each restore.</summary>
/// <typeparam name="T">Records that are pushed.</typeparam>
public sealed class HarnessInput<T> : IHarnessInput
{
    private readonly IHarnessTurns _harness;
    private readonly InputNode _node = new() { Parallelism = 1 };
    private OutputChannel<T>? _channel;
    private long _watermark = long.MinValue;
    private bool _hasEnded;

    internal HarnessInput(IHarnessTurns harness) => _harness = harness;

    /// <summary>Pushes a record, with its event time if it has one before the operators give it one.</summary>
    public void Push(T record, DateTimeOffset? eventTime = null) => PushAll([record], eventTime is { } time ? _ => time : null);

    /// <summary>Pushes records as a batch, or as several where they do not fit into one.</summary>
    /// <param name="records">The records.</param>
    /// <param name="eventTime">The event time of each; null: none.</param>
    public void PushAll(IEnumerable<T> records, Func<T, DateTimeOffset>? eventTime = null)
    {
        ArgumentNullException.ThrowIfNull(records);
        RequireOpen();
        var all = records.Select(record => (record, eventTime?.Invoke(record))).ToList();
        _harness.Do(() => Send(all));
        _harness.AfterCall();
    }

    /// <summary>Pushes a watermark: no record earlier than it follows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies behind one that was pushed since the last restore.</exception>
    public void PushWatermark(DateTimeOffset watermark)
    {
        RequireOpen();
        if (watermark.UtcTicks < _watermark)
        {
            var before = new DateTime(_watermark, DateTimeKind.Utc);
            throw new ArgumentOutOfRangeException(
                nameof(watermark), watermark, $"A watermark never goes back, and {before:O} was pushed before.");
        }

        _watermark = watermark.UtcTicks;
        _harness.Do(() => _channel!.SendWatermark(_watermark));
        _harness.AfterCall();
    }

    /// <summary>Pushes the end of the input: the last watermark, and nothing behind it. Snapshots can still be taken.</summary>
    public void End()
    {
        RequireOpen();
        _hasEnded = true;
        _harness.Do(() => _channel!.SendEnd());
    }

    /// <summary>The stream that the operators get.</summary>
    internal DataStream<T> AddTo(JobBuilder builder, string uid)
    {
        builder.Add(_node);
        // An actor of its own, so that what comes behind gets its records through an exchange of production's.
        return new DataStream<T>(builder, _node).Via(Props.Create(static () => new PassOn()), uid).WithParallelism(1);
    }

    SubtaskId IHarnessInput.StandIn(JobPlan plan) => new(plan.VertexOf(_node).Index, 0);

    void IHarnessInput.Open(JobPlan plan, IReadOnlyDictionary<SubtaskId, IActorRef> subtasks, IActorRef self, long epoch, Buffers buffers)
    {
        // The subtask that takes what is pushed, by its only channel.
        var entry = subtasks[new SubtaskId(plan.VertexOf(_node.Outputs[0].To).Index, 0)];
        _channel = new OutputChannel<T>(self, entry, 0, epoch, buffers, new BufferBudget(long.MaxValue));
        (_watermark, _hasEnded) = (long.MinValue, false);
    }

    void IHarnessInput.SendBarrier(long checkpoint, long baseCheckpoint) => _channel!.SendBarrier(checkpoint, baseCheckpoint, final: false);

    private void Send(List<(T Record, DateTimeOffset? EventTime)> records)
    {
        foreach (var (record, time) in records)
        {
            if (_channel!.IsFull) _channel.TrySend(_watermark);
            _channel.Add(record, time?.UtcTicks ?? long.MinValue, time is not null);
        }

        _channel!.TrySend(_watermark);
    }

    private void RequireOpen()
    {
        _harness.RequireRunning();
        if (_hasEnded)
            throw new InvalidOperationException("The input has ended: nothing can be pushed. Restore a snapshot to push again.");
    }

    private sealed class InputNode() : JobNode("harness-input", null)
    {
        internal override void Accept(IJobGraphVisitor visitor)
        {
        }
    }

    private sealed class PassOn : OperatorActor<T, T>
    {
        protected internal override void OnRecord(in T record, Collector<T> output) => output.Emit(record);
    }
}

/// <summary>An input, to what stands at the ends of a harness.</summary>
internal interface IHarnessInput
{
    /// <summary>The stand-in for what is before the operators.</summary>
    SubtaskId StandIn(JobPlan plan);

    /// <summary>An epoch begins.</summary>
    void Open(JobPlan plan, IReadOnlyDictionary<SubtaskId, IActorRef> subtasks, IActorRef self, long epoch, Buffers buffers);

    void SendBarrier(long checkpoint, long baseCheckpoint);
}

/// <summary>What an input does in its harness.</summary>
internal interface IHarnessTurns
{
    void RequireRunning();

    /// <summary>Does something as the actor at the ends, and all that it sets off.</summary>
    void Do(Action action);

    void AfterCall();
}
