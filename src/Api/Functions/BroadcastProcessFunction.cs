namespace ActorStream;

/// <summary>
/// Handles the records of a stream by what a broadcast stream has brought, the same in every subtask:
/// <see cref="BroadcastState{TMapKey, T}"/>.
/// </summary>
/// <remarks>
/// Records of the two streams come in no order to each other: a record may be handled before the rule that concerns it. Where that
/// matters, hold records back in an <see cref="OperatorListState{T}"/>, or behind a key with
/// <see cref="KeyedBroadcastProcessFunction{TKey, TIn, TBroadcast, TOut}"/>. The operator's watermark is the lesser of both streams.
/// </remarks>
/// <typeparam name="TIn">Records that come in, each to one subtask.</typeparam>
/// <typeparam name="TBroadcast">Records that come in, each to every subtask.</typeparam>
/// <typeparam name="TOut">Records that go out.</typeparam>
/// <example>
/// <code>
/// sealed class Block : BroadcastProcessFunction&lt;Order, Blocked, Order&gt;
/// {
///     private readonly BroadcastState&lt;string, bool&gt; _blocked;
///
///     public Block() =&gt; _blocked = BroadcastState&lt;string, bool&gt;("blocked");
///
///     protected override void Process(in Order order, ProcessContext context, Collector&lt;Order&gt; output)
///     {
///         if (!_blocked.ContainsKey(order.Customer)) output.Emit(order);
///     }
///
///     protected override void ProcessBroadcast(in Blocked blocked, BroadcastContext context, Collector&lt;Order&gt; output) =&gt;
///         context.Set(_blocked, blocked.Customer, true);
/// }
///
/// orders.Connect(blocked.Broadcast()).Process(() =&gt; new Block(), uid: "block")
/// </code>
/// </example>
public abstract class BroadcastProcessFunction<TIn, TBroadcast, TOut> : OperatorFunction
{
    /// <summary>Declares a map that all subtasks have, by name. Called in the constructor, so that the job graph can list it.</summary>
    /// <param name="name">Names the state within the operator, for life; declared twice, it is an error when the job is built.</param>
    /// <param name="serializer">How values are written; null compiles one from the type's public shape.</param>
    protected BroadcastState<TMapKey, T> BroadcastState<TMapKey, T>(string name, ISerializer<T>? serializer = null)
        where TMapKey : notnull => States.Broadcast<TMapKey, T>(name, serializer);

    /// <summary>Handles one record. Must not block or await.</summary>
    protected internal abstract void Process(in TIn record, ProcessContext context, Collector<TOut> output);

    /// <summary>
    /// Handles one broadcast record, in every subtask: whatever is emitted is emitted as often. Must not block or await.
    /// </summary>
    protected internal abstract void ProcessBroadcast(in TBroadcast record, BroadcastContext context, Collector<TOut> output);
}

/// <summary>As <see cref="BroadcastProcessFunction{TIn, TBroadcast, TOut}"/>, with the state and the timers of each record's key.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TIn">Records that come in, each to the subtask of its key.</typeparam>
/// <typeparam name="TBroadcast">Records that come in, each to every subtask.</typeparam>
/// <typeparam name="TOut">Records that go out.</typeparam>
public abstract class KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut> : KeyedFunction
{
    /// <inheritdoc cref="BroadcastProcessFunction{TIn, TBroadcast, TOut}.BroadcastState{TMapKey, T}(string, ISerializer{T}?)"/>
    protected BroadcastState<TMapKey, T> BroadcastState<TMapKey, T>(string name, ISerializer<T>? serializer = null)
        where TMapKey : notnull => States.Broadcast<TMapKey, T>(name, serializer);

    /// <inheritdoc cref="KeyedProcessFunction{TKey, TIn, TOut}.OnExpiry"/>
    protected void OnExpiry<TEntry>(KeyedState<TEntry> state, ExpiryHandler<TKey, TEntry, TOut> handler) => States.OnExpiry(state, handler);

    /// <summary>Handles one record. Keyed state is that of its key. Must not block or await.</summary>
    protected internal abstract void Process(in TIn record, KeyedContext<TKey> context, Collector<TOut> output);

    /// <summary>
    /// Handles one broadcast record, in every subtask: whatever is emitted is emitted as often. There is no key, so keyed state throws.
    /// Must not block or await.
    /// </summary>
    protected internal abstract void ProcessBroadcast(in TBroadcast record, BroadcastContext context, Collector<TOut> output);

    /// <inheritdoc cref="KeyedProcessFunction{TKey, TIn, TOut}.OnTimer"/>
    protected internal virtual void OnTimer(FiredTimer timer, KeyedContext<TKey> context, Collector<TOut> output)
    {
    }
}
