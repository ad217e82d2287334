namespace ActorStream;

/// <summary>A keyed stream grouped into windows, waiting to be told what to compute of each.</summary>
public sealed class WindowedStream<TKey, T>
    where TKey : notnull
{
    private readonly DataStream<T> _stream;
    private readonly WindowAssigner _windows;

    internal WindowedStream(DataStream<T> stream, WindowAssigner windows) => (_stream, _windows) = (stream, windows);

    /// <summary>
    /// Emits one result per key and window, when the watermark reaches the window's end. Records of a window that ended are late: they are
    /// dropped and counted.
    /// </summary>
    /// <param name="aggregate">Folds records and makes the result; shared by all subtasks.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> Aggregate<TAcc, TOut>(IWindowAggregate<T, TKey, TAcc, TOut> aggregate, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(aggregate);
        return _stream.Then<TOut>(new WindowNode<TKey, T, TAcc, TOut>(_windows, aggregate, uid));
    }

    /// <inheritdoc cref="Aggregate{TAcc, TOut}(IWindowAggregate{T, TKey, TAcc, TOut}, OperatorUid)"/>
    /// <param name="create">An accumulator of no records.</param>
    /// <param name="add">Adds one record, in place.</param>
    /// <param name="result">The result of a window.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> Aggregate<TAcc, TOut>(
        Func<TAcc> create, WindowAdd<TAcc, T> add, WindowResult<TKey, TAcc, TOut> result, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(result);
        return Aggregate(new LambdaWindowAggregate<T, TKey, TAcc, TOut>(create, add, result), uid);
    }
}
