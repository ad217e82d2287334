namespace ActorStream;

/// <summary>Base of functions behind a key: declares state that each key has for itself.</summary>
/// <remarks>
/// States are declared in the constructor, so that the job graph can list them. The name of a state stands for it within the operator, for
/// life; declared twice, it is an error when the job is built.
/// </remarks>
public abstract class KeyedFunction : OperatorFunction
{
    private protected KeyedFunction()
    {
    }

    /// <summary>One whose states are declared by a function within it as well.</summary>
    private protected KeyedFunction(StateDeclarations states)
        : base(states)
    {
    }

    /// <summary>Declares a value per key.</summary>
    /// <param name="name">Names the state within the operator, for life.</param>
    /// <param name="serializer">How values are written; null compiles one from the type's public shape.</param>
    /// <param name="ttl">When values expire; null: never.</param>
    protected ValueState<T> ValueState<T>(string name, ISerializer<T>? serializer = null, StateTtl? ttl = null) =>
        States.Value(name, serializer, ttl);

    /// <summary>Declares a list per key.</summary>
    /// <param name="name">Names the state within the operator, for life.</param>
    /// <param name="serializer">How elements are written; null compiles one from the type's public shape.</param>
    /// <param name="ttl">When each element expires; null: never.</param>
    protected ListState<T> ListState<T>(string name, ISerializer<T>? serializer = null, StateTtl? ttl = null) =>
        States.List(name, serializer, ttl);

    /// <summary>Declares a map per key.</summary>
    /// <param name="name">Names the state within the operator, for life.</param>
    /// <param name="serializer">How values are written; null compiles one from the type's public shape.</param>
    /// <param name="ttl">When each entry expires; null: never.</param>
    protected MapState<TMapKey, T> MapState<TMapKey, T>(string name, ISerializer<T>? serializer = null, StateTtl? ttl = null)
        where TMapKey : notnull => States.Map<TMapKey, T>(name, serializer, ttl);

    /// <summary>Declares a map per key, whose map keys have an order: ranges of it can be iterated.</summary>
    /// <param name="name">Names the state within the operator, for life. It may have been a map without an order before.</param>
    /// <param name="serializer">How values are written; null compiles one from the type's public shape.</param>
    /// <param name="ttl">When each entry expires; null: never.</param>
    protected SortedMapState<TMapKey, T> SortedMapState<TMapKey, T>(string name, ISerializer<T>? serializer = null, StateTtl? ttl = null)
        where TMapKey : notnull => States.SortedMap<TMapKey, T>(name, serializer, ttl);

    /// <summary>Declares a value per key that is reduced from all that is added to it.</summary>
    /// <param name="name">Names the state within the operator, for life.</param>
    /// <param name="reduce">Makes one value of two: what is there, and what is added. Must not change either. <see cref="Reducers"/> has
    /// some.</param>
    /// <param name="serializer">How values are written; null compiles one from the type's public shape.</param>
    /// <param name="ttl">When values expire; null: never.</param>
    protected ReducingState<T> ReducingState<T>(
        string name, Func<T, T, T> reduce, ISerializer<T>? serializer = null, StateTtl? ttl = null) =>
        States.Reducing(name, reduce, serializer, ttl);

    /// <summary>Declares an accumulator per key that values are added to and a result is read from.</summary>
    /// <param name="name">Names the state within the operator, for life.</param>
    /// <param name="aggregate">Adds and results.</param>
    /// <param name="serializer">How accumulators are written; null compiles one from the type's public shape.</param>
    /// <param name="ttl">When accumulators expire; null: never.</param>
    protected AggregatingState<TValue, TAcc, TResult> AggregatingState<TValue, TAcc, TResult>(
        string name, IAggregate<TValue, TAcc, TResult> aggregate, ISerializer<TAcc>? serializer = null, StateTtl? ttl = null) =>
        States.Aggregating(name, aggregate, serializer, ttl);
}
