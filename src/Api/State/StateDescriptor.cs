namespace ActorStream;

/// <summary>
/// What a function declared of one of its states: name, kind and value type. The job graph lists these without opening the function.
/// </summary>
public abstract class StateDescriptor
{
    private protected StateDescriptor(string name, StateKind kind)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new ArgumentException("A state needs a name: snapshots find it by that name again.", nameof(name));
        }

        Name = name;
        Kind = kind;
    }

    /// <summary>Name, unique within the operator. Part of every snapshot: renaming a state is dropping it and adding another.</summary>
    public string Name { get; }

    /// <summary>Its kind.</summary>
    public StateKind Kind { get; }

    /// <summary>The type of its values, for messages.</summary>
    public abstract Type ValueType { get; }

    /// <summary>Calls the visitor with the value type closed.</summary>
    internal abstract void Accept(IStateVisitor visitor);
}

/// <summary>A descriptor whose values are of type <typeparamref name="T"/>.</summary>
/// <typeparam name="T">The value type.</typeparam>
public abstract class StateDescriptor<T> : StateDescriptor
{
    private protected StateDescriptor(string name, StateKind kind, ISerializer<T>? serializer)
        : base(name, kind) => Serializer = serializer;

    /// <summary>How values are written; <c>null</c> compiles a serializer from the type's public shape.</summary>
    public ISerializer<T>? Serializer { get; }

    /// <inheritdoc/>
    public override Type ValueType => typeof(T);
}

/// <summary>One value per key.</summary>
internal sealed class ValueStateDescriptor<T>(string name, ISerializer<T>? serializer = null)
    : StateDescriptor<T>(name, StateKind.Value, serializer)
{
    internal override void Accept(IStateVisitor visitor) => visitor.VisitValue(this);
}

/// <summary>One value per slice of time and key.</summary>
internal sealed class SliceStateDescriptor<T>(string name, ISerializer<T>? serializer = null)
    : StateDescriptor<T>(name, StateKind.Slice, serializer)
{
    internal override void Accept(IStateVisitor visitor) => visitor.VisitSlice(this);
}

/// <summary>Receives a descriptor with its value type closed, so that nothing has to be closed by reflection.</summary>
internal interface IStateVisitor
{
    void VisitValue<T>(ValueStateDescriptor<T> state);

    void VisitSlice<T>(SliceStateDescriptor<T> state);

    void VisitOperatorList<T>(OperatorListStateDescriptor<T> state);

    void VisitBroadcast<TMapKey, T>(BroadcastStateDescriptor<TMapKey, T> state)
        where TMapKey : notnull;
}
