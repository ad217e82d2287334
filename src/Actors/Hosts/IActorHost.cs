namespace ActorStream.Actors.Hosts;

/// <summary>
/// What code that is not an actor (hosting, tests) may do with the actors of one node. Thread-safe on the embedded host; on the simulated
/// one it belongs to the thread that runs the simulation.
/// </summary>
internal interface IActorHost
{
    /// <summary>Name of the node, as it stands in the addresses of its actors.</summary>
    string Node { get; }

    /// <summary>The clock that the actors see.</summary>
    TimeProvider Time { get; }

    /// <summary>Spawns an actor without a parent. Its name must be free among the living roots; null chooses one.</summary>
    IActorRef Spawn(Props props, string? name = null);

    /// <summary>Stops an actor of this host; the task ends when the actor has: its children and effects too.</summary>
    Task StopAsync(IActorRef actor);

    /// <summary>A task that ends when the actor has (at once if it has already).</summary>
    Task WhenEndedAsync(IActorRef actor);

    /// <summary>
    /// Tells the actor a message whose sender is the answer's task, which ends with the first reply.
    /// </summary>
    /// <exception cref="InvalidOperationException">The actor ended before it answered, or answered something else.</exception>
    Task<TReply> AskAsync<TReply>(IActorRef actor, object message, CancellationToken cancellation = default);
}
