namespace ActorStream.Actors.Hosts;

/// <summary>The sender of a question from outside: its first message is the answer, the end of the asked actor an error.</summary>
internal sealed class ReplyRef<TReply> : IActorRef
{
    private readonly TaskCompletionSource<TReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CellRef _asked;
    private CancellationTokenRegistration _cancellation;

    private ReplyRef(CellRef asked, ActorAddress address)
    {
        _asked = asked;
        Address = address;
    }

    /// <inheritdoc/>
    public ActorAddress Address { get; }

    /// <summary>Asks, and answers the task of the reply.</summary>
    internal static Task<TReply> AskAsync(IActorRef actor, object message, CancellationToken cancellation)
    {
        var reply = new ReplyRef<TReply>(CellRef.Of(actor, "ask"), actor.Address with { Path = $"{actor.Address.Path}/reply" });
        reply._cancellation = cancellation.Register((_, token) => reply.Cancel(token), null);
        reply._asked.Cell.Post(new WatchSignal(reply._asked, reply));
        actor.Tell(message, reply);
        return reply._reply.Task;
    }

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender = null)
    {
        var first = message switch
        {
            TReply answer => _reply.TrySetResult(answer),
            Terminated => Fail($"{_asked} ended before it answered."),
            _ => Fail($"{_asked} answered {message.GetType().Name}, expected was {typeof(TReply).Name}."),
        };
        if (!first)
            return;
        _cancellation.Unregister();
        _asked.Cell.Post(new UnwatchSignal(this));
    }

    private bool Fail(string message) => _reply.TrySetException(new InvalidOperationException(message));

    private void Cancel(CancellationToken cancellation)
    {
        if (_reply.TrySetCanceled(cancellation))
            _asked.Cell.Post(new UnwatchSignal(this));
    }
}

/// <summary>Waits for the end of an actor, on behalf of code outside.</summary>
internal sealed class EndRef : IActorRef
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EndRef(ActorAddress address) => Address = address;

    /// <inheritdoc/>
    public ActorAddress Address { get; }

    internal static Task WatchAsync(IActorRef actor)
    {
        var watched = CellRef.Of(actor, "watch");
        var end = new EndRef(actor.Address with { Path = $"{actor.Address.Path}/end" });
        watched.Cell.Post(new WatchSignal(watched, end));
        return end._ended.Task;
    }

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender = null) => _ended.TrySetResult();
}
