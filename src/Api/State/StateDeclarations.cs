namespace ActorStream;

/// <summary>The states that one function declared in its constructor, in order.</summary>
internal sealed class StateDeclarations
{
    private readonly List<StateDescriptor> _declared = [];
    private readonly List<Action<IStateBinder>> _bindings = [];
    private readonly List<Action<IOperatorStateBinder>> _operatorBindings = [];

    private object? _handling;

    public IReadOnlyList<StateDescriptor> All => _declared;

    /// <summary>Declares one value per key.</summary>
    /// <exception cref="ArgumentException">The function has a state of that name already.</exception>
    public ValueState<T> Value<T>(string name, ISerializer<T>? serializer = null, StateTtl? ttl = null)
    {
        var descriptor = Declare(new ValueStateDescriptor<T>(name, serializer, ttl));
        var state = new ValueState<T>(descriptor);
        _bindings.Add(binder => state.Bind(binder.Bind(descriptor)));
        return state;
    }

    public ListState<T> List<T>(string name, ISerializer<T>? serializer = null, StateTtl? ttl = null)
    {
        var descriptor = Declare(new ListStateDescriptor<T>(name, serializer, ttl));
        var state = new ListState<T>(descriptor);
        _bindings.Add(binder => state.Bind(binder.Bind(descriptor)));
        return state;
    }

    public MapState<TMapKey, T> Map<TMapKey, T>(string name, ISerializer<T>? serializer = null, StateTtl? ttl = null)
        where TMapKey : notnull
    {
        var descriptor = Declare(new MapStateDescriptor<TMapKey, T>(name, isSorted: false, serializer, ttl));
        var state = new MapState<TMapKey, T>(descriptor);
        _bindings.Add(binder => state.Bind(binder.Bind(descriptor)));
        return state;
    }

    public SortedMapState<TMapKey, T> SortedMap<TMapKey, T>(string name, ISerializer<T>? serializer = null, StateTtl? ttl = null)
        where TMapKey : notnull
    {
        var descriptor = Declare(new MapStateDescriptor<TMapKey, T>(name, isSorted: true, serializer, ttl));
        var state = new SortedMapState<TMapKey, T>(descriptor);
        _bindings.Add(binder => state.Bind(binder.Bind(descriptor)));
        return state;
    }

    public ReducingState<T> Reducing<T>(string name, Func<T, T, T> reduce, ISerializer<T>? serializer = null, StateTtl? ttl = null)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        var descriptor = Declare(new ReducingStateDescriptor<T>(name, reduce, serializer, ttl));
        var state = new ReducingState<T>(descriptor);
        _bindings.Add(binder => state.Bind(binder.Bind(descriptor)));
        return state;
    }

    public AggregatingState<TIn, TAcc, TOut> Aggregating<TIn, TAcc, TOut>(
        string name, IAggregate<TIn, TAcc, TOut> aggregate, ISerializer<TAcc>? serializer = null, StateTtl? ttl = null)
    {
        ArgumentNullException.ThrowIfNull(aggregate);
        var descriptor = Declare(new ValueStateDescriptor<TAcc>(name, serializer, ttl, StateKind.Aggregating));
        var state = new AggregatingState<TIn, TAcc, TOut>(descriptor, aggregate);
        _bindings.Add(binder => state.Bind(binder.Bind(descriptor)));
        return state;
    }

    /// <summary>Declares a list per subtask.</summary>
    /// <exception cref="ArgumentException">The function has a state of that name already.</exception>
    public OperatorListState<T> OperatorList<T>(string name, Redistribution redistribution, ISerializer<T>? serializer)
    {
        var state = new OperatorListState<T>(Declare(new OperatorListStateDescriptor<T>(name, redistribution, serializer)));
        _operatorBindings.Add(binder => binder.Bind(state));
        return state;
    }

    /// <summary>Declares a map that all subtasks have.</summary>
    /// <exception cref="ArgumentException">The function has a state of that name already.</exception>
    public BroadcastState<TMapKey, T> Broadcast<TMapKey, T>(string name, ISerializer<T>? serializer)
        where TMapKey : notnull
    {
        var state = new BroadcastState<TMapKey, T>(Declare(new BroadcastStateDescriptor<TMapKey, T>(name, serializer)));
        _operatorBindings.Add(binder => binder.Bind(state));
        return state;
    }

    /// <summary>Calls a handler with each entry of a state that expires.</summary>
    /// <exception cref="ArgumentException">The state has no time to live.</exception>
    public void OnExpiry<TKey, TEntry, TOut>(KeyedState<TEntry> state, ExpiryHandler<TKey, TEntry, TOut> handler)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(handler);
        if (state.Declared.Ttl is null)
        {
            throw new ArgumentException(
                $"State '{state.Name}' has no time to live, so nothing of it expires. Declare it with one.", nameof(state));
        }

        state.OnExpired(entry =>
        {
            var handling = (Handling<TKey, TOut>)_handling!;
            handler(entry, handling.Context, handling.Output);
        });
    }

    /// <summary>What expiry handlers are given; called once, when the operator opens.</summary>
    public void HandleExpiryWith<TKey, TOut>(KeyedContext<TKey> context, Collector<TOut> output) =>
        _handling = new Handling<TKey, TOut>(context, output);

    /// <summary>Gives every declared keyed state its place in the backend; called once, when the operator opens.</summary>
    public void BindTo(IStateBinder binder) => _bindings.ForEach(bind => bind(binder));

    /// <summary>Gives every declared operator state to what keeps it; called once, when the operator opens.</summary>
    public void BindTo(IOperatorStateBinder binder) => _operatorBindings.ForEach(bind => bind(binder));

    private TDescriptor Declare<TDescriptor>(TDescriptor descriptor)
        where TDescriptor : StateDescriptor
    {
        if (_declared.Exists(other => other.Name == descriptor.Name))
        {
            throw new ArgumentException(
                $"State '{descriptor.Name}' is declared twice. Give each state of a function its own name.", nameof(descriptor));
        }

        _declared.Add(descriptor);
        return descriptor;
    }

    private sealed record Handling<TKey, TOut>(KeyedContext<TKey> Context, Collector<TOut> Output);
}

/// <summary>Gives a declared state its place in a backend.</summary>
internal interface IStateBinder
{
    /// <summary>Values of any kind: plain, reduced, accumulated.</summary>
    ValueStore<T> Bind<T>(ValueStateDescriptor<T> state);

    MapStore<TMapKey, T> Bind<TMapKey, T>(MapStateDescriptor<TMapKey, T> state);

    ListStore<T> Bind<T>(ListStateDescriptor<T> state);
}
