using ActorStream.Actors;
using ActorStream.Actors.Hosts;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <summary>A host under test, and how to wait until its actors have done something.</summary>
internal abstract class ActorDriver : IAsyncDisposable
{
    /// <summary>The host.</summary>
    internal abstract IActorHost Host { get; }

    /// <summary>Failures of root actors, in order.</summary>
    internal abstract Probe RootFailures { get; }

    /// <summary>A new reference that records what it is told.</summary>
    internal Probe NewProbe() => new(OnProbeTold);

    /// <summary>Lets actors run until the condition holds. It must depend on nothing but probes.</summary>
    internal abstract Task UntilAsync(Func<bool> condition);

    /// <summary>Lets actors run until a task of the host has ended; throws its error.</summary>
    internal abstract Task WhenAsync(Task task);

    /// <summary>Lets actors run until a task of the host has ended; answers its result or throws its error.</summary>
    internal async Task<T> ResultAsync<T>(Task<T> task)
    {
        await WhenAsync(task);
        return await task;
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Spawns a root whose messages the function handles.</summary>
    internal IActorRef Spawn(Action<IActorContext, object> receive, Dispatcher dispatcher = Dispatcher.Pool, string? name = null) =>
        Host.Spawn(Script.Props(receive, dispatcher), name);

    /// <summary>Called after each message to a probe, on any thread.</summary>
    protected abstract void OnProbeTold();
}
