using ActorStream.Actors;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <summary>A reference that records what it is told. Thread-safe.</summary>
internal sealed class Probe(Action onTold) : IActorRef
{
    private readonly List<object> _messages = [];
    private readonly List<IActorRef> _senders = [];

    /// <inheritdoc/>
    public ActorAddress Address { get; } = new("test", "probe", 0);

    /// <summary>What it was told, in order.</summary>
    internal IReadOnlyList<object> Messages
    {
        get
        {
            lock (_messages)
                return [.. _messages];
        }
    }

    /// <summary>Who told it each of the messages.</summary>
    internal IReadOnlyList<IActorRef> Senders
    {
        get
        {
            lock (_messages)
                return [.. _senders];
        }
    }

    internal int Count
    {
        get
        {
            lock (_messages)
                return _messages.Count;
        }
    }

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender = null)
    {
        lock (_messages)
        {
            _messages.Add(message);
            _senders.Add(sender ?? ActorRefs.NoSender);
        }
        onTold();
    }

    /// <summary>Whether it was told an equal message.</summary>
    internal bool Has(object message) => Messages.Contains(message);
}
