namespace ActorStream.Actors;

/// <summary>How to make an actor and where to run it. Immutable; each setting is changed by <c>with</c>.</summary>
public abstract record Props
{
    private protected Props(Func<Actor> factory, Type actorType) => (Factory, ActorType) = (factory, actorType);

    /// <summary>Makes the actor; called once per incarnation, on the dispatcher of the parent.</summary>
    public Func<Actor> Factory { get; init; }

    /// <summary>The actor's class, for logs and for graph checks.</summary>
    public Type ActorType { get; }

    /// <summary>Where its messages are handled. Default: <see cref="Dispatcher.Pool"/>.</summary>
    public Dispatcher Dispatcher { get; init; } = Dispatcher.Pool;

    /// <summary>Props of an actor that the factory makes anew for each incarnation.</summary>
    public static Props<TActor> Create<TActor>(Func<TActor> factory)
        where TActor : Actor
        => new(factory);
}

/// <summary>Props that know the class of their actor.</summary>
public sealed record Props<TActor> : Props, IProps<TActor>
    where TActor : Actor
{
    internal Props(Func<TActor> factory)
        : base(factory, typeof(TActor))
    {
    }

    Props IProps<TActor>.Untyped => this;
}

/// <summary>Props of an actor of this class or one derived from it: what lets a method find an operator actor's record types in its
/// props.</summary>
public interface IProps<out TActor>
    where TActor : Actor
{
    /// <summary>The props.</summary>
    Props Untyped { get; }
}

/// <summary>Which threads handle an actor's messages.</summary>
public enum Dispatcher
{
    /// <summary>The process's thread pool.</summary>
    Pool,

    /// <summary>The engine's own control thread: coordinator, node agent, enumerators. Never user code.</summary>
    Control,

    /// <summary>A thread of the actor's own, parked while its mailbox is empty. For subtasks whose state blocks (RocksDB).</summary>
    Dedicated,
}
