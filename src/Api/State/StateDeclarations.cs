namespace ActorStream;

/// <summary>The states that one function declared in its constructor, in order.</summary>
internal sealed class StateDeclarations
{
    private readonly List<StateDescriptor> _declared = [];
    private readonly List<Action<IStateBinder>> _bindings = [];

    public IReadOnlyList<StateDescriptor> All => _declared;

    /// <summary>Declares one value per key.</summary>
    /// <exception cref="ArgumentException">The function has a state of that name already.</exception>
    public ValueState<T> Value<T>(string name, ISerializer<T>? serializer = null)
    {
        if (_declared.Exists(other => other.Name == name))
        {
            throw new ArgumentException($"State '{name}' is declared twice. Give each state of a function its own name.", nameof(name));
        }

        var descriptor = new ValueStateDescriptor<T>(name, serializer);
        var state = new ValueState<T>(descriptor);
        _declared.Add(descriptor);
        _bindings.Add(binder => state.Bind(binder.Bind(descriptor)));
        return state;
    }

    /// <summary>Gives every declared state its place in the backend; called once, when the operator opens.</summary>
    public void BindTo(IStateBinder binder) => _bindings.ForEach(bind => bind(binder));
}

/// <summary>Gives a declared state its place in a backend.</summary>
internal interface IStateBinder
{
    ValueStore<T> Bind<T>(ValueStateDescriptor<T> state);
}
