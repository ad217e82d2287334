namespace ActorStream.Actors;

/// <summary>An operator actor without keys: handles records one by one.</summary>
public abstract class OperatorActor<TIn, TOut> : OperatorActor
{
    /// <summary>Handles one record.</summary>
    protected internal abstract void OnRecord(in TIn record, Collector<TOut> output);

    internal Stage<TIn> CreateStage(string uid, Stage<TOut> next, StageContext context) => new ProcessStage<TIn, TOut>(
        uid, new AsFunction(this), (in TIn record, ProcessContext _, Collector<TOut> output) => OnRecord(record, output), next, context);
}

/// <summary>An operator actor behind a key: has the state and the timers of each record's key.</summary>
public abstract class KeyedOperatorActor<TKey, TIn, TOut> : OperatorActor
{
    /// <inheritdoc cref="KeyedFunction.ValueState{T}"/>
    protected ValueState<T> ValueState<T>(string name, ISerializer<T>? serializer = null, StateTtl? ttl = null) =>
        States.Value(name, serializer, ttl);

    /// <inheritdoc cref="KeyedFunction.ListState{T}"/>
    protected ListState<T> ListState<T>(string name, ISerializer<T>? serializer = null, StateTtl? ttl = null) =>
        States.List(name, serializer, ttl);

    /// <inheritdoc cref="KeyedFunction.MapState{TMapKey, T}"/>
    protected MapState<TMapKey, T> MapState<TMapKey, T>(string name, ISerializer<T>? serializer = null, StateTtl? ttl = null)
        where TMapKey : notnull => States.Map<TMapKey, T>(name, serializer, ttl);

    /// <inheritdoc cref="KeyedFunction.SortedMapState{TMapKey, T}"/>
    protected SortedMapState<TMapKey, T> SortedMapState<TMapKey, T>(string name, ISerializer<T>? serializer = null, StateTtl? ttl = null)
        where TMapKey : notnull => States.SortedMap<TMapKey, T>(name, serializer, ttl);

    /// <inheritdoc cref="KeyedFunction.ReducingState{T}"/>
    protected ReducingState<T> ReducingState<T>(
        string name, Func<T, T, T> reduce, ISerializer<T>? serializer = null, StateTtl? ttl = null) =>
        States.Reducing(name, reduce, serializer, ttl);

    /// <inheritdoc cref="KeyedFunction.AggregatingState{TValue, TAcc, TResult}"/>
    protected AggregatingState<TValue, TAcc, TResult> AggregatingState<TValue, TAcc, TResult>(
        string name, IAggregate<TValue, TAcc, TResult> aggregate, ISerializer<TAcc>? serializer = null, StateTtl? ttl = null) =>
        States.Aggregating(name, aggregate, serializer, ttl);

    /// <inheritdoc cref="KeyedProcessFunction{TKey, TIn, TOut}.OnExpiry"/>
    protected void OnExpiry<TEntry>(KeyedState<TEntry> state, ExpiryHandler<TKey, TEntry, TOut> handler) => States.OnExpiry(state, handler);

    /// <summary>Handles one record. State is that of its key.</summary>
    protected internal abstract void OnRecord(in TIn record, KeyedContext<TKey> context, Collector<TOut> output);

    /// <summary>Handles a timer of this key that came due; each fires once, also after a restore.</summary>
    protected internal virtual void OnTimer(FiredTimer timer, KeyedContext<TKey> context, Collector<TOut> output)
    {
    }

    internal Stage<TIn> CreateStage(string uid, Stage<TOut> next, StageContext context) =>
        new KeyedProcessStage<TKey, TIn, TOut>(uid, new AsFunction(this), OnRecord, OnTimer, next, context);
}
