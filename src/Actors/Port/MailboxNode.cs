namespace ActorStream.Actors;

/// <summary>
/// A message that is its own link in the mailbox queue, so that telling it allocates nothing. At any moment such a message is in at most
/// one mailbox, and whoever holds it outside of one owns it: it must not be told again before the receiver gave it back. Once it was
/// handed to <see cref="Actor.Receive"/> it is the receiver's, even if that throws.
/// </summary>
/// <remarks>Record batches are the reason. Any other message is wrapped in a node by the host.</remarks>
internal abstract class MailboxNode
{
    /// <summary>The next node in the mailbox; belongs to the mailbox that the node is in.</summary>
    internal MailboxNode? NextInMailbox;

    /// <summary>Who told it; belongs to the mailbox that the node is in, then to the receiver.</summary>
    internal IActorRef? MailboxSender;

    /// <summary>
    /// Called once instead of the delivery when the receiver is stopping or has ended, on any thread: gives back what the node holds.
    /// </summary>
    internal virtual void Dropped()
    {
    }
}
