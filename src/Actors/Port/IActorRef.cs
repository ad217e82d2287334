namespace ActorStream.Actors;

/// <summary>
/// The address of an actor. Equal to every other reference with the same <see cref="Address"/>.
/// </summary>
public interface IActorRef
{
    /// <summary>Where the actor lives; unique among all incarnations, so that a message never reaches a successor.</summary>
    ActorAddress Address { get; }

    /// <summary>
    /// Puts a message into the actor's mailbox and returns at once. At most once, in order per live connection between two actors;
    /// silently dropped when the actor has ended, so a protocol step needs an answer and a resend timer.
    /// </summary>
    void Tell(object message, IActorRef? sender = null);
}

/// <summary>Node, path and incarnation of an actor: what a reference is resolved by.</summary>
/// <param name="Node">Name of the node (process) that hosts it.</param>
/// <param name="Path">Names from the root, separated by '/'.</param>
/// <param name="Incarnation">Differs between two actors that have the same path one after the other.</param>
public readonly record struct ActorAddress(string Node, string Path, long Incarnation)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Node}/{Path}#{Incarnation}";
}

/// <summary>References that stand for no actor.</summary>
public static class ActorRefs
{
    /// <summary>Swallows what it is told.</summary>
    public static IActorRef NoSender { get; } = new Nobody();

    private sealed class Nobody : IActorRef
    {
        public ActorAddress Address { get; } = new("", "nobody", 0);

        public void Tell(object message, IActorRef? sender = null)
        {
        }
    }
}
