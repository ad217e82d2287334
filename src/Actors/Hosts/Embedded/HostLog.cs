using Microsoft.Extensions.Logging;

namespace ActorStream.Actors.Hosts;

/// <summary>What the embedded host logs. Event ids 100 to 119.</summary>
internal sealed partial class HostLog(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(100, LogLevel.Information,
        "Actor {Actor} held its thread for {Elapsed} (limit {Limit}): {Messages} messages, last a {Message}. What blocks needs an effect.")]
    internal partial void SlowTurn(IActorRef actor, TimeSpan elapsed, TimeSpan limit, int messages, string message);

    [LoggerMessage(101, LogLevel.Error, "Actor {Actor} failed and is being stopped.")]
    internal partial void ActorFailed(Exception error, IActorRef actor);

    [LoggerMessage(102, LogLevel.Error, "The handler of root failures threw when it was told of {Actor}.")]
    internal partial void RootFailureHandlerFailed(Exception error, IActorRef actor);

    [LoggerMessage(103, LogLevel.Error, "A callback threw on the cancellation of the effects of {Actor}.")]
    internal partial void CancellationFailed(Exception error, IActorRef actor);

    [LoggerMessage(104, LogLevel.Warning,
        "Node {Node} did not stop within {Timeout}. It leaves behind {Actors}: an effect of theirs does not heed its cancellation.")]
    internal partial void LeftBehind(string node, TimeSpan timeout, string actors);
}
