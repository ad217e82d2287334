using ActorStream.Actors;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <summary>A message that is its own mailbox node; tells a probe when it is dropped.</summary>
internal sealed class TestNode(int number, IActorRef? onDropped = null) : MailboxNode
{
    internal int Number { get; } = number;

    internal override void Dropped() => onDropped?.Tell(this);
}
