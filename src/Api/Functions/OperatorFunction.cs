namespace ActorStream;

/// <summary>
/// Base of stateful functions: declares state, opens and closes. One instance per subtask, made anew for each epoch, used by one thread at
/// a time.
/// </summary>
public abstract class OperatorFunction
{
    /// <summary>A function that declares its states in its constructor.</summary>
    protected OperatorFunction()
        : this(new StateDeclarations())
    {
    }

    internal OperatorFunction(StateDeclarations states) => States = states;

    /// <summary>What the constructor declared.</summary>
    internal StateDeclarations States { get; }

    /// <summary>
    /// Declares a list that belongs to the subtask and to no key. Called in the constructor, so that the job graph can list it.
    /// </summary>
    /// <param name="name">Names the state within the operator, for life; declared twice, it is an error when the job is built.</param>
    /// <param name="redistribution">Who gets the items at a restore.</param>
    /// <param name="serializer">How items are written; null compiles one from the type's public shape.</param>
    protected OperatorListState<T> OperatorListState<T>(
        string name, Redistribution redistribution = Redistribution.Split, ISerializer<T>? serializer = null) =>
        States.OperatorList(name, redistribution, serializer);

    /// <summary>Runs once per epoch, after state was restored and before the first record. May await.</summary>
    protected internal virtual ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Runs once when the subtask stops, after a failure as well. May await; emits nothing.</summary>
    protected internal virtual ValueTask CloseAsync() => ValueTask.CompletedTask;
}
