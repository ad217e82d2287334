namespace ActorStream;

/// <summary>
/// What a function declared of one of its states: name, kind and value type. The job graph lists these without opening the function.
/// </summary>
public abstract class StateDescriptor
{
    private protected StateDescriptor(string name, StateKind kind, StateTtl? ttl = null)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new ArgumentException("A state needs a name: snapshots find it by that name again.", nameof(name));
        }

        (Name, Kind, Ttl) = (name, kind, ttl);
    }

    /// <summary>Name, unique within the operator. Part of every snapshot: renaming a state is dropping it and adding another.</summary>
    public string Name { get; }

    /// <summary>Its kind.</summary>
    public StateKind Kind { get; }

    /// <summary>The type of its values, for messages.</summary>
    public abstract Type ValueType { get; }

    /// <summary>When what it holds expires; null: never.</summary>
    public StateTtl? Ttl { get; }

    /// <summary>Calls the visitor with the value type closed.</summary>
    internal abstract void Accept(IStateVisitor visitor);
}

/// <summary>A descriptor whose values are of type <typeparamref name="T"/>.</summary>
/// <typeparam name="T">The value type.</typeparam>
public abstract class StateDescriptor<T> : StateDescriptor
{
    private protected StateDescriptor(string name, StateKind kind, ISerializer<T>? serializer, StateTtl? ttl = null)
        : base(name, kind, ttl) => Serializer = serializer;

    /// <summary>How values are written; <c>null</c> compiles a serializer from the type's public shape.</summary>
    public ISerializer<T>? Serializer { get; }

    /// <inheritdoc/>
    public override Type ValueType => typeof(T);
}

/// <summary>One value per key, whatever it stands for: a plain value, one reduced from many, an accumulator.</summary>
internal class ValueStateDescriptor<T>(
    string name, ISerializer<T>? serializer = null, StateTtl? ttl = null, StateKind kind = StateKind.Value)
    : StateDescriptor<T>(name, kind, serializer, ttl)
{
    /// <summary>Called with each value that expired.</summary>
    internal Action<T>? Expired { get; set; }

    internal override void Accept(IStateVisitor visitor) => visitor.VisitValue(this);
}

/// <summary>One value per key, reduced from all that were added.</summary>
internal sealed class ReducingStateDescriptor<T>(
    string name, Func<T, T, T> reduce, ISerializer<T>? serializer = null, StateTtl? ttl = null)
    : ValueStateDescriptor<T>(name, serializer, ttl, StateKind.Reducing)
{
    internal Func<T, T, T> Reduce { get; } = reduce;
}

/// <summary>One value per slice of time and key.</summary>
internal sealed class SliceStateDescriptor<T>(string name, ISerializer<T>? serializer = null)
    : StateDescriptor<T>(name, StateKind.Slice, serializer)
{
    internal override void Accept(IStateVisitor visitor) => visitor.VisitSlice(this);
}

/// <summary>One value per key and map key.</summary>
/// <param name="name">Its name.</param>
/// <param name="isSorted">Whether ranges of it are iterated: then the map key must be of a type that has an order.</param>
/// <param name="serializer">Of the values.</param>
/// <param name="ttl">Of each entry.</param>
internal sealed class MapStateDescriptor<TMapKey, T>(
    string name, bool isSorted = false, ISerializer<T>? serializer = null, StateTtl? ttl = null)
    : StateDescriptor<T>(name, StateKind.Map, serializer, ttl)
{
    internal bool IsSorted { get; } = isSorted;

    /// <summary>Called with each entry that expired.</summary>
    internal Action<KeyValuePair<TMapKey, T>>? Expired { get; set; }

    internal override void Accept(IStateVisitor visitor) => visitor.VisitMap(this);
}

/// <summary>Values in order, per key: a map by index.</summary>
internal sealed class ListStateDescriptor<T>(string name, ISerializer<T>? serializer = null, StateTtl? ttl = null)
    : StateDescriptor<T>(name, StateKind.List, serializer, ttl)
{
    /// <summary>Called with each element that expired.</summary>
    internal Action<T>? Expired { get; set; }

    internal override void Accept(IStateVisitor visitor) => visitor.VisitList(this);
}

/// <summary>Receives a descriptor with its types closed, so that nothing has to be closed by reflection.</summary>
internal interface IStateVisitor
{
    /// <summary>Also of reducing and aggregating state, which are values of another kind.</summary>
    void VisitValue<T>(ValueStateDescriptor<T> state);

    void VisitSlice<T>(SliceStateDescriptor<T> state);

    void VisitMap<TMapKey, T>(MapStateDescriptor<TMapKey, T> state);

    void VisitList<T>(ListStateDescriptor<T> state);

    void VisitOperatorList<T>(OperatorListStateDescriptor<T> state);

    void VisitBroadcast<TMapKey, T>(BroadcastStateDescriptor<TMapKey, T> state)
        where TMapKey : notnull;
}
