namespace ActorStream.Actors.Hosts;

/// <summary>Runs actors in this process.</summary>
internal sealed class EmbeddedHost(EmbeddedHostOptions? options = null) : IActorHost, IAsyncDisposable
{
    private readonly EmbeddedHostOptions _options = options ?? new();

    /// <inheritdoc/>
    public string Node => _options.Node;

    /// <inheritdoc/>
    public TimeProvider Time => TimeProvider.System;

    /// <inheritdoc/>
    public IActorRef Spawn(Props props, string? name = null) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task StopAsync(IActorRef actor) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task WhenEndedAsync(IActorRef actor) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<TReply> AskAsync<TReply>(IActorRef actor, object message, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <summary>Stops every actor and waits until they have ended.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
