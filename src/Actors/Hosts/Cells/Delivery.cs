namespace ActorStream.Actors.Hosts;

/// <summary>A mailbox node of the hosts' own: knows what to do when its turn comes.</summary>
internal abstract class Delivery : MailboxNode
{
    /// <summary>Whether it matters to an actor that is stopping too. If not, it is dropped then.</summary>
    internal virtual bool ReachesStopping => false;

    /// <summary>Whether it is handled before the messages that are waiting already.</summary>
    internal virtual bool Overtakes => false;

    /// <summary>Its turn has come. Runs as part of the actor's turn; what it throws fails the actor.</summary>
    internal abstract void Arrive(ActorCell cell);

    /// <summary>Type of the message that the node brings, for logs and traces.</summary>
    internal static string NameOf(MailboxNode node) => (node switch
    {
        Envelope envelope => envelope.Message,
        TimerNode timer => timer.Message,
        EffectEnded ended => ended.Message,
        _ => null,
    } ?? node).GetType().Name;
}

/// <summary>Wraps a message that is not a node itself.</summary>
internal sealed class Envelope(object message) : Delivery
{
    internal object Message { get; } = message;

    internal override void Arrive(ActorCell cell) => cell.Receive(Message, MailboxSender!);
}

/// <summary>One setting of a timer; another setting of the same key is another node, which is how a stale one is known.</summary>
internal sealed class TimerNode(ActorCell cell, object key, object message) : Delivery
{
    internal ActorCell Cell { get; } = cell;

    internal object Key { get; } = key;

    internal object Message { get; } = message;

    /// <summary>Set by the host's timer queue when the timer is taken back, so that it need not search for it.</summary>
    internal bool Disarmed { get; set; }

    internal override void Arrive(ActorCell cell) => cell.TimerIsDue(this);
}

/// <summary>Tells a watcher that an actor has ended; it is dropped if the watcher has changed its mind.</summary>
internal sealed class TerminatedNotice(CellRef ended) : Delivery
{
    internal CellRef Ended { get; } = ended;

    internal override void Arrive(ActorCell cell) => cell.WatchedEnded(Ended);
}

/// <summary>An effect's task has ended: with the message that its outcome became, or the exception of making it.</summary>
internal sealed class EffectEnded(Effect effect, object? message, Exception? error) : Delivery
{
    internal Effect Effect { get; } = effect;

    internal object? Message { get; } = message;

    internal Exception? Error { get; } = error;

    internal override bool ReachesStopping => true;

    internal override void Arrive(ActorCell cell) => cell.EffectHasEnded(this);
}
