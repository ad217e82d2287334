namespace ActorStream.Actors;

/// <summary>
/// All that an actor may reach: its family, timers, time and asynchronous effects. Used from within the actor's own handlers only.
/// </summary>
public interface IActorContext
{
    /// <summary>This actor.</summary>
    IActorRef Self { get; }

    /// <summary>Who sent the message being handled.</summary>
    IActorRef Sender { get; }

    /// <summary>Who spawned this actor; <see cref="ActorRefs.NoSender"/> for a root.</summary>
    IActorRef Parent { get; }

    /// <summary>The host's clock, for reading the time. Waiting is <see cref="SetTimer"/>.</summary>
    TimeProvider Time { get; }

    /// <summary>Random bits: cryptographic in production, from the seed in a simulation. Used for ids and jitter.</summary>
    ulong NextRandom();

    /// <summary>Spawns a child. Its name must be free among the living children; null chooses one.</summary>
    IActorRef Spawn(Props props, string? name = null);

    /// <summary>Asks to be told <see cref="Terminated"/> once, when the actor has ended (at once if it has already).</summary>
    void Watch(IActorRef actor);

    /// <summary>Takes <see cref="Watch"/> back; a <see cref="Terminated"/> on its way is dropped.</summary>
    void Unwatch(IActorRef actor);

    /// <summary>
    /// Stops this actor or a child of it: after the message it is handling, without those still in its mailbox. Its children stop first,
    /// then <see cref="Actor.PostStop"/> runs, then watchers are told.
    /// </summary>
    void Stop(IActorRef actor);

    /// <summary>
    /// Tells this actor the message once, after the delay. A timer with an equal key is replaced; its message never arrives, even if it
    /// was in the mailbox already. Delays below zero count as zero.
    /// </summary>
    void SetTimer(object key, object message, TimeSpan delay);

    /// <summary>Cancels a timer; its message never arrives, even if it was in the mailbox already.</summary>
    void CancelTimer(object key);

    /// <summary>
    /// Runs work outside the actor; its outcome comes back as a message, the one that <paramref name="toMessage"/> makes of it. The token
    /// is cancelled when the actor stops; the outcome is dropped then. The effect counts as pending until its task has ended, and an actor
    /// that stops is <see cref="Terminated"/> only once all of its effects have: no work of a stopped actor goes on behind its back.
    /// </summary>
    /// <param name="kind">Where the work runs.</param>
    /// <param name="work">The work. Must not touch the actor's state.</param>
    /// <param name="toMessage">Makes the message; runs where the work ran, so it must not touch the actor's state either.</param>
    void RunEffect<TResult>(EffectKind kind, Func<CancellationToken, ValueTask<TResult>> work, Func<Outcome<TResult>, object> toMessage);
}

/// <summary>Where an effect runs.</summary>
public enum EffectKind
{
    /// <summary>The engine's small bounded pool for file work and fsync: work that blocks.</summary>
    Io,

    /// <summary>The process's thread pool: user code that awaits (sources, sinks, open and close).</summary>
    User,
}

/// <summary>What became of an effect: a result, or the exception that ended it.</summary>
public readonly record struct Outcome<TResult>(TResult? Result, Exception? Error)
{
    /// <summary>Whether there is a result.</summary>
    public bool Succeeded => Error is null;

    /// <summary>The result; throws the effect's own exception if it failed.</summary>
    public TResult Value => Error is null ? Result! : throw new InvalidOperationException($"The effect failed: {Error.Message}", Error);
}
