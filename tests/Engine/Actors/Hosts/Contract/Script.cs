using ActorStream.Actors;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <summary>An actor made of functions.</summary>
internal sealed class Script : Actor
{
    private Action<IActorContext, object> OnMessage { get; init; } = (_, _) => { };

    private Action<IActorContext> OnStart { get; init; } = _ => { };

    private Action<IActorContext> OnStop { get; init; } = _ => { };

    private Func<Task> OnClose { get; init; } = () => Task.CompletedTask;

    internal static Props Props(
        Action<IActorContext, object>? receive = null,
        Dispatcher dispatcher = Dispatcher.Pool,
        Action<IActorContext>? start = null,
        Action<IActorContext>? stop = null,
        Func<Task>? close = null) =>
        global::ActorStream.Actors.Props.Create(() => new Script
        {
            OnMessage = receive ?? ((_, _) => { }),
            OnStart = start ?? (_ => { }),
            OnStop = stop ?? (_ => { }),
            OnClose = close ?? (() => Task.CompletedTask),
        }) with { Dispatcher = dispatcher };

    /// <inheritdoc/>
    protected internal override void PreStart() => OnStart(Context);

    /// <inheritdoc/>
    protected internal override void Receive(object message) => OnMessage(Context, message);

    /// <inheritdoc/>
    protected internal override void PostStop() => OnStop(Context);

    /// <inheritdoc/>
    protected internal override async ValueTask CloseAsync() => await OnClose();
}
