namespace ActorStream;

/// <summary>Operators that answer records by asynchronous calls.</summary>
public static class AsyncStreams
{
    /// <summary>
    /// Makes one record of each by an asynchronous call, many at once. Not a sink: a call may be made again after a failure, while its
    /// answer comes out once.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="selector">The call; shared by all subtasks, and run beside itself.</param>
    /// <param name="uid">Names the operator for life: calls under way are found by it after a restore.</param>
    /// <param name="options">Order, capacity, time-out and retries; null: the defaults.</param>
    public static DataStream<TOut> SelectAsync<TIn, TOut>(
        this DataStream<TIn> stream, Func<TIn, CancellationToken, ValueTask<TOut>> selector, OperatorUid uid, AsyncOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return stream.SelectAsync(_ => new LambdaAsyncFunction<TIn, TOut>(selector), uid, options);
    }

    /// <inheritdoc cref="SelectAsync{TIn, TOut}(DataStream{TIn}, Func{TIn, CancellationToken, ValueTask{TOut}}, OperatorUid, AsyncOptions?)"/>
    /// <param name="stream">The stream.</param>
    /// <param name="function">Makes the function: one instance per subtask.</param>
    /// <param name="uid">Names the operator for life.</param>
    /// <param name="options">Order, capacity, time-out and retries; null: the defaults.</param>
    public static DataStream<TOut> SelectAsync<TIn, TOut>(
        this DataStream<TIn> stream, Func<AsyncFunction<TIn, TOut>> function, OperatorUid uid, AsyncOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return stream.SelectAsync(_ => function(), uid, options);
    }

    /// <inheritdoc cref="SelectAsync{TIn, TOut}(DataStream{TIn}, Func{TIn, CancellationToken, ValueTask{TOut}}, OperatorUid, AsyncOptions?)"/>
    /// <param name="stream">The stream.</param>
    /// <param name="function">Makes the function from the host's services: one instance per subtask.</param>
    /// <param name="uid">Names the operator for life.</param>
    /// <param name="options">Order, capacity, time-out and retries; null: the defaults.</param>
    public static DataStream<TOut> SelectAsync<TIn, TOut>(
        this DataStream<TIn> stream,
        Func<IServiceProvider, AsyncFunction<TIn, TOut>> function,
        OperatorUid uid,
        AsyncOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(function);
        return stream.Then<TOut>(new AsyncNode<NoKey, TIn, TOut>(function, (options ?? new AsyncOptions()).Checked(), uid));
    }

    /// <summary>
    /// As without a key, but the calls of one key are made one after the other, in the order of its records, and so come out: for calls
    /// that depend on those before them. Those of different keys run beside each other and come out as they come.
    /// </summary>
    /// <inheritdoc cref="SelectAsync{TIn, TOut}(DataStream{TIn}, Func{TIn, CancellationToken, ValueTask{TOut}}, OperatorUid, AsyncOptions?)"/>
    public static DataStream<TOut> SelectAsync<TKey, TIn, TOut>(
        this KeyedStream<TKey, TIn> stream,
        Func<TIn, CancellationToken, ValueTask<TOut>> selector,
        OperatorUid uid,
        AsyncOptions? options = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(selector);
        return stream.SelectAsync(_ => new LambdaAsyncFunction<TIn, TOut>(selector), uid, options);
    }

    /// <inheritdoc cref="SelectAsync{TKey, TIn, TOut}(KeyedStream{TKey, TIn}, Func{TIn, CancellationToken, ValueTask{TOut}}, OperatorUid, AsyncOptions?)"/>
    /// <param name="stream">The stream.</param>
    /// <param name="function">Makes the function: one instance per subtask.</param>
    /// <param name="uid">Names the operator for life.</param>
    /// <param name="options">Order, capacity, time-out and retries; null: the defaults.</param>
    public static DataStream<TOut> SelectAsync<TKey, TIn, TOut>(
        this KeyedStream<TKey, TIn> stream, Func<AsyncFunction<TIn, TOut>> function, OperatorUid uid, AsyncOptions? options = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(function);
        return stream.SelectAsync(_ => function(), uid, options);
    }

    /// <inheritdoc cref="SelectAsync{TKey, TIn, TOut}(KeyedStream{TKey, TIn}, Func{TIn, CancellationToken, ValueTask{TOut}}, OperatorUid, AsyncOptions?)"/>
    /// <param name="stream">The stream.</param>
    /// <param name="function">Makes the function from the host's services: one instance per subtask.</param>
    /// <param name="uid">Names the operator for life.</param>
    /// <param name="options">Order, capacity, time-out and retries; null: the defaults.</param>
    public static DataStream<TOut> SelectAsync<TKey, TIn, TOut>(
        this KeyedStream<TKey, TIn> stream,
        Func<IServiceProvider, AsyncFunction<TIn, TOut>> function,
        OperatorUid uid,
        AsyncOptions? options = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(function);
        return stream.Stream.Then<TOut>(new AsyncNode<TKey, TIn, TOut>(function, (options ?? new AsyncOptions()).Checked(), uid));
    }

    /// <summary>
    /// Joins each record with what an asynchronous look-up finds for it, as it is at that moment: a table in a database, a service. A
    /// look-up made again after a failure may find something else; what was committed stays.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="lookup">Finds what belongs to a record; null, or default, where there is nothing.</param>
    /// <param name="result">Makes a record of both; the second is what the look-up answered.</param>
    /// <param name="uid">Names the operator for life.</param>
    /// <param name="options">Order, capacity, time-out and retries; null: the defaults.</param>
    public static DataStream<TOut> LookupJoin<TIn, TFound, TOut>(
        this DataStream<TIn> stream,
        Func<TIn, CancellationToken, ValueTask<TFound>> lookup,
        Func<TIn, TFound, TOut> result,
        OperatorUid uid,
        AsyncOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(lookup);
        ArgumentNullException.ThrowIfNull(result);
        return stream.SelectAsync(async (record, cancellation) => result(record, await lookup(record, cancellation)), uid, options);
    }
}
