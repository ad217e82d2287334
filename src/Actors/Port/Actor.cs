namespace ActorStream.Actors;

/// <summary>
/// The unit of the engine: private state behind a mailbox, one message at a time. Base of every engine actor and of operator actors.
/// </summary>
/// <remarks>
/// <para><b>Threading.</b> The host calls one method of an actor at a time, on whatever thread its dispatcher chose; what one call wrote
/// the next one sees. An actor never blocks, locks, awaits or touches a clock, a file or a thread: all of that goes through
/// <see cref="Context"/>.</para>
/// <para><b>Life cycle.</b> <see cref="PreStart"/>, then <see cref="Receive"/> per message, then <see cref="PostStop"/>. An exception out
/// of any of them stops the actor (its children first) and tells its parent <see cref="ChildFailed"/>. There is no restart: a new
/// incarnation is a new actor with a new mailbox.</para>
/// </remarks>
public abstract class Actor
{
    private IActorContext? _context;

    /// <summary>The actor's link to its host; valid from <see cref="PreStart"/> to the end of <see cref="PostStop"/>.</summary>
    protected IActorContext Context =>
        _context ?? throw new InvalidOperationException($"{GetType().Name} was used before its host started it.");

    /// <summary>This actor's own address.</summary>
    protected IActorRef Self => Context.Self;

    /// <summary>Who sent the message being handled; <see cref="ActorRefs.NoSender"/> if it did not say.</summary>
    protected IActorRef Sender => Context.Sender;

    /// <summary>Handles one message. An unknown message is a bug: throw, naming its type.</summary>
    protected internal abstract void Receive(object message);

    /// <summary>Runs before the first message.</summary>
    protected internal virtual void PreStart()
    {
    }

    /// <summary>Runs after the last message, whether the actor was stopped or failed. Must not throw.</summary>
    protected internal virtual void PostStop()
    {
    }

    /// <summary>
    /// Runs last, as an effect (<see cref="EffectKind.User"/>) after <see cref="PostStop"/>, when the children and all other effects have
    /// ended, after a failure as well: frees what needs awaiting. Watchers are told only then. Must not throw.
    /// </summary>
    protected internal virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    internal void Attach(IActorContext context) => _context = context;
}
