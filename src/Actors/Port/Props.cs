namespace ActorStream.Actors;

/// <summary>How to make an actor and where to run it. Immutable; each setting is changed by <c>with</c>.</summary>
public sealed record Props
{
    /// <summary>Makes the actor; called once per incarnation, on the dispatcher of the parent.</summary>
    public required Func<Actor> Factory { get; init; }

    /// <summary>The actor's class, for logs and for graph checks.</summary>
    public required Type ActorType { get; init; }

    /// <summary>Where its messages are handled. Default: <see cref="Dispatcher.Pool"/>.</summary>
    public Dispatcher Dispatcher { get; init; } = Dispatcher.Pool;

    /// <summary>Props of an actor that the factory makes anew for each incarnation.</summary>
    public static Props Create<TActor>(Func<TActor> factory)
        where TActor : Actor
        => new() { Factory = factory, ActorType = typeof(TActor) };
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
