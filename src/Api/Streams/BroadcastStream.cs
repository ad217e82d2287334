namespace ActorStream;

/// <summary>
/// A stream whose every record goes to every subtask of the next operator; what
/// <see cref="DataStream{T}.Connect{TBroadcast}(BroadcastStream{TBroadcast})"/> takes as its second input.
/// </summary>
public sealed class BroadcastStream<T> : DataStream<T>
{
    internal BroadcastStream(JobBuilder job, IReadOnlyList<StreamEnd<T>> ends)
        : base(job, ends)
    {
    }
}

/// <summary>A stream and a broadcast stream, waiting to be told what to do with their records.</summary>
public sealed class BroadcastConnectedStream<TIn, TBroadcast>
{
    private readonly DataStream<TIn> _main;
    private readonly BroadcastStream<TBroadcast> _broadcast;

    internal BroadcastConnectedStream(DataStream<TIn> main, BroadcastStream<TBroadcast> broadcast) =>
        (_main, _broadcast) = (main, broadcast);

    /// <summary>Handles the records of both streams with one function.</summary>
    /// <param name="function">Makes the function: one instance per subtask, and one when the graph is built, to list its state.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> Process<TOut>(Func<BroadcastProcessFunction<TIn, TBroadcast, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Process(_ => function(), uid);
    }

    /// <inheritdoc cref="Process{TOut}(Func{BroadcastProcessFunction{TIn, TBroadcast, TOut}}, OperatorUid)"/>
    /// <param name="function">Makes the function from the host's services: one instance per subtask, and one when the graph is
    /// built.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> Process<TOut>(Func<IServiceProvider, BroadcastProcessFunction<TIn, TBroadcast, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        var states = function(_main.Job.Services).States.All;
        return _main.Then<TOut, TBroadcast>(_broadcast, new BroadcastProcessNode<TIn, TBroadcast, TOut>(function, states, uid));
    }
}

/// <summary>A keyed stream and a broadcast stream, waiting to be told what to do with their records.</summary>
public sealed class KeyedBroadcastConnectedStream<TKey, TIn, TBroadcast>
    where TKey : notnull
{
    private readonly KeyedStream<TKey, TIn> _main;
    private readonly BroadcastStream<TBroadcast> _broadcast;

    internal KeyedBroadcastConnectedStream(KeyedStream<TKey, TIn> main, BroadcastStream<TBroadcast> broadcast) =>
        (_main, _broadcast) = (main, broadcast);

    /// <inheritdoc cref="BroadcastConnectedStream{TIn, TBroadcast}.Process{TOut}(Func{BroadcastProcessFunction{TIn, TBroadcast, TOut}}, OperatorUid)"/>
    public DataStream<TOut> Process<TOut>(Func<KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Process(_ => function(), uid);
    }

    /// <inheritdoc cref="BroadcastConnectedStream{TIn, TBroadcast}.Process{TOut}(Func{IServiceProvider, BroadcastProcessFunction{TIn, TBroadcast, TOut}}, OperatorUid)"/>
    public DataStream<TOut> Process<TOut>(
        Func<IServiceProvider, KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        var states = function(_main.Stream.Job.Services).States.All;
        return _main.Stream.Then<TOut, TBroadcast>(
            _broadcast, new KeyedBroadcastProcessNode<TKey, TIn, TBroadcast, TOut>(function, states, uid));
    }
}
