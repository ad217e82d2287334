namespace ActorStream.Actors;

/// <summary>
/// Base of operators given as actors. The actor <i>is</i> the subtask: the engine's batches, barriers and watermarks come through its
/// mailbox and are handled by the engine; any other message is the author's.
/// </summary>
/// <remarks>
/// Beside what a process function can do, an operator actor has an address, may be told messages (<see cref="OnMessage"/>), may spawn
/// children, set timers and run effects, and chooses its dispatcher by its <see cref="Props"/>. Messages of that kind are not part of
/// checkpoints: what must survive a crash belongs into state or into the stream.
/// </remarks>
public abstract class OperatorActor : Actor
{
    private Func<IActorContext, SubtaskCore>? _createCore;
    private SubtaskCore? _core;

    private protected OperatorActor()
    {
    }

    /// <summary>What the constructor declared.</summary>
    internal StateDeclarations States { get; } = new();

    /// <summary>Declares a list that belongs to the subtask and to no key. Called in the constructor.</summary>
    /// <param name="name">Names the state within the operator, for life.</param>
    /// <param name="redistribution">Who gets the items at a restore.</param>
    /// <param name="serializer">How items are written; null compiles one from the type's public shape.</param>
    protected OperatorListState<T> OperatorListState<T>(
        string name, Redistribution redistribution = Redistribution.Split, ISerializer<T>? serializer = null) =>
        States.OperatorList(name, redistribution, serializer);

    /// <summary>Handles a message that is not the engine's. Default: throws, which fails the subtask and restarts the job.</summary>
    protected virtual void OnMessage(object message) =>
        throw new InvalidOperationException(
            $"{GetType().Name} was told a {message.GetType().Name}, which it does not handle. Override OnMessage.");

    /// <summary>Runs once per epoch, after state was restored and before the first record. May await.</summary>
    protected internal virtual ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    protected internal sealed override void Receive(object message)
    {
        if (!_core!.TryHandle(message))
        {
            OnMessage(message);
        }
    }

    /// <summary>Called by the host before the first message; an override calls this.</summary>
    protected internal override void PreStart() => _core = _createCore!(Context);

    /// <summary>Closes state; an override calls this.</summary>
    protected internal override ValueTask CloseAsync() => _core?.CloseAsync() ?? ValueTask.CompletedTask;

    /// <summary>The actor's life cycle, as the stages of functions call it.</summary>
    private protected sealed class AsFunction(OperatorActor actor) : OperatorFunction(actor.States)
    {
        protected internal override ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation) =>
            actor.OpenAsync(context, cancellation);
    }

    internal void Bind(Func<IActorContext, SubtaskCore> createCore) => _createCore = createCore;
}
