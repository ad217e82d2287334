using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorStream.Actors.Hosts;

/// <summary>Settings of an <see cref="EmbeddedHost"/>.</summary>
internal sealed record EmbeddedHostOptions
{
    /// <summary>Name of this node in the addresses of its actors.</summary>
    public string Node { get; init; } = "local";

    /// <summary>Threads that run <see cref="EffectKind.Io"/> effects. They are started when first needed. At least 1.</summary>
    public int IoThreads { get; init; } = 4;

    /// <summary>After this many messages an actor lets others of its dispatcher have the thread. At least 1.</summary>
    public int MessagesPerTurn { get; init; } = 256;

    /// <summary>After this long an actor lets others of its dispatcher have the thread, looked at after each message.</summary>
    public TimeSpan TimePerTurn { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>A turn that took longer is logged with the actor's path. <see cref="TimeSpan.MaxValue"/>: never.</summary>
    public TimeSpan SlowTurn { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How long <see cref="EmbeddedHost.DisposeAsync"/> waits for actors and their effects to end before it leaves them behind.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Told when a root actor fails, on the thread of that actor: must return soon and not throw. The failure is logged in any case.
    /// </summary>
    public Action<IActorRef, Exception>? OnRootFailure { get; init; }

    /// <summary>Where failures and slow turns are logged.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
