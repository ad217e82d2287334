namespace ActorStream.Actors.Hosts;

/// <summary>Reference to an actor that lives behind a cell of this process (or of this simulation).</summary>
internal sealed class CellRef(ActorCell cell, ActorAddress address) : IActorRef, IEquatable<IActorRef>
{
    internal ActorCell Cell { get; } = cell;

    /// <inheritdoc/>
    public ActorAddress Address { get; } = address;

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var node = message as MailboxNode ?? new Envelope(message);
        node.MailboxSender = sender ?? ActorRefs.NoSender;
        Cell.Post(node);
    }

    /// <summary>Tells a watcher that this actor has ended.</summary>
    internal void TellEnded(IActorRef watcher)
    {
        if (watcher is CellRef other)
            other.Cell.Post(new TerminatedNotice(this));
        else
            watcher.Tell(new Terminated(this), this);
    }

    /// <summary>The cell behind a reference; an error that says what could not be done with any other kind of reference.</summary>
    internal static CellRef Of(IActorRef actor, string what) =>
        actor as CellRef
        ?? throw new ArgumentException($"Cannot {what} {actor.Address}: it is no actor of this host.", nameof(actor));

    public bool Equals(IActorRef? other) => other is not null && (ReferenceEquals(this, other) || Address == other.Address);

    public override bool Equals(object? obj) => obj is IActorRef other && Equals(other);

    public override int GetHashCode() => Address.Incarnation.GetHashCode();

    public override string ToString() => Address.ToString();
}
