namespace ActorStream;

/// <summary>
/// Handles the records of two streams with state that belongs to the subtask: <see cref="OperatorListState{T}"/>.
/// </summary>
/// <remarks>Records of the two streams come in no order to each other. The operator's watermark is the lesser of both streams.</remarks>
/// <typeparam name="TFirst">Records of the first stream.</typeparam>
/// <typeparam name="TSecond">Records of the second stream.</typeparam>
/// <typeparam name="TOut">Records that go out.</typeparam>
public abstract class ConnectedProcessFunction<TFirst, TSecond, TOut> : OperatorFunction
{
    /// <summary>Handles one record of the first stream. Must not block or await.</summary>
    protected internal abstract void ProcessFirst(in TFirst record, ProcessContext context, Collector<TOut> output);

    /// <summary>Handles one record of the second stream. Must not block or await.</summary>
    protected internal abstract void ProcessSecond(in TSecond record, ProcessContext context, Collector<TOut> output);
}

/// <summary>
/// Handles the records of two keyed streams with the state and the timers of their key, which both streams share.
/// </summary>
/// <inheritdoc cref="ConnectedProcessFunction{TFirst, TSecond, TOut}" path="/remarks"/>
/// <typeparam name="TKey">The key of both.</typeparam>
/// <typeparam name="TFirst">Records of the first stream.</typeparam>
/// <typeparam name="TSecond">Records of the second stream.</typeparam>
/// <typeparam name="TOut">Records that go out.</typeparam>
/// <example>
/// <code>
/// sealed class Pair : KeyedConnectedProcessFunction&lt;int, Order, Payment, Paid&gt;
/// {
///     private readonly ValueState&lt;Order&gt; _order;
///
///     public Pair() =&gt; _order = ValueState&lt;Order&gt;("order");
///
///     protected override void ProcessFirst(in Order order, KeyedContext&lt;int&gt; context, Collector&lt;Paid&gt; output) =&gt;
/// _order.Set(order);
///
///     protected override void ProcessSecond(in Payment payment, KeyedContext&lt;int&gt; context, Collector&lt;Paid&gt; output)
///     {
///         if (_order.TryGet(out var order)) output.Emit(new Paid(order, payment));
///     }
/// }
///
/// orders.KeyBy(o =&gt; o.Id).Connect(payments.KeyBy(p =&gt; p.OrderId)).Process(() =&gt; new Pair(), uid: "pair")
/// </code>
/// </example>
public abstract class KeyedConnectedProcessFunction<TKey, TFirst, TSecond, TOut> : KeyedFunction
{
    /// <summary>A function that declares its states in its constructor.</summary>
    protected KeyedConnectedProcessFunction()
    {
    }

    private protected KeyedConnectedProcessFunction(StateDeclarations states)
        : base(states)
    {
    }

    /// <inheritdoc cref="KeyedProcessFunction{TKey, TIn, TOut}.OnExpiry"/>
    protected void OnExpiry<TEntry>(KeyedState<TEntry> state, ExpiryHandler<TKey, TEntry, TOut> handler) => States.OnExpiry(state, handler);

    /// <summary>Handles one record of the first stream. State is that of its key. Must not block or await.</summary>
    protected internal abstract void ProcessFirst(in TFirst record, KeyedContext<TKey> context, Collector<TOut> output);

    /// <summary>Handles one record of the second stream. State is that of its key. Must not block or await.</summary>
    protected internal abstract void ProcessSecond(in TSecond record, KeyedContext<TKey> context, Collector<TOut> output);

    /// <inheritdoc cref="KeyedProcessFunction{TKey, TIn, TOut}.OnTimer"/>
    protected internal virtual void OnTimer(FiredTimer timer, KeyedContext<TKey> context, Collector<TOut> output)
    {
    }
}
