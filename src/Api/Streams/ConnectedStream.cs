namespace ActorStream;

/// <summary>Two streams, waiting to be told what to do with their records.</summary>
public sealed class ConnectedStream<TFirst, TSecond>
{
    private readonly DataStream<TFirst> _first;
    private readonly DataStream<TSecond> _second;

    internal ConnectedStream(DataStream<TFirst> first, DataStream<TSecond> second) => (_first, _second) = (first, second);

    /// <summary>Sends records of equal keys to one subtask, whichever stream they are of.</summary>
    /// <param name="first">The key of the first stream's records.</param>
    /// <param name="second">The key of the second stream's records.</param>
    public KeyedConnectedStream<TKey, TFirst, TSecond> KeyBy<TKey>(Func<TFirst, TKey> first, Func<TSecond, TKey> second)
        where TKey : notnull => new(_first.KeyBy(first), _second.KeyBy(second));

    /// <summary>Handles the records of both streams with one function.</summary>
    /// <param name="function">Makes the function: one instance per subtask, and one when the graph is built, to list its state.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> Process<TOut>(Func<ConnectedProcessFunction<TFirst, TSecond, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Process(_ => function(), uid);
    }

    /// <inheritdoc cref="Process{TOut}(Func{ConnectedProcessFunction{TFirst, TSecond, TOut}}, OperatorUid)"/>
    /// <param name="function">Makes the function from the host's services: one instance per subtask, and one when the graph is
    /// built.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> Process<TOut>(Func<IServiceProvider, ConnectedProcessFunction<TFirst, TSecond, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        var states = function(_first.Job.Services).States.All;
        return _first.Then<TOut, TSecond>(_second, new ConnectedProcessNode<TFirst, TSecond, TOut>(function, states, uid));
    }
}

/// <summary>Two streams with the same keys, waiting to be told what to do with their records.</summary>
public sealed class KeyedConnectedStream<TKey, TFirst, TSecond>
    where TKey : notnull
{
    private readonly KeyedStream<TKey, TFirst> _first;
    private readonly KeyedStream<TKey, TSecond> _second;

    internal KeyedConnectedStream(KeyedStream<TKey, TFirst> first, KeyedStream<TKey, TSecond> second) =>
        (_first, _second) = (first, second);

    /// <inheritdoc cref="ConnectedStream{TFirst, TSecond}.Process{TOut}(Func{ConnectedProcessFunction{TFirst, TSecond, TOut}}, OperatorUid)"/>
    public DataStream<TOut> Process<TOut>(Func<KeyedConnectedProcessFunction<TKey, TFirst, TSecond, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Process(_ => function(), uid);
    }

    /// <inheritdoc cref="ConnectedStream{TFirst, TSecond}.Process{TOut}(Func{IServiceProvider, ConnectedProcessFunction{TFirst, TSecond, TOut}}, OperatorUid)"/>
    public DataStream<TOut> Process<TOut>(
        Func<IServiceProvider, KeyedConnectedProcessFunction<TKey, TFirst, TSecond, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        var states = function(_first.Stream.Job.Services).States.All;
        return _first.Stream.Then<TOut, TSecond>(
            _second.Stream, new KeyedConnectedProcessNode<TKey, TFirst, TSecond, TOut>(function, states, uid));
    }
}
