using ActorStream.Actors;

namespace ActorStream.Tests.Engine.Actors.DataPlane;

/// <summary>Keeps what it is told.</summary>
internal sealed class RecordingRef : IActorRef
{
    public ActorAddress Address { get; } = new("test", "target", 1);

    internal List<object> Told { get; } = [];

    /// <summary>Records of the batches told, as they were then: a batch that came back is used again.</summary>
    internal int Records { get; private set; }

    public void Tell(object message, IActorRef? sender = null)
    {
        Told.Add(message);
        Records += (message as RecordBatch)?.Count ?? 0;
    }
}
