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

    /// <summary>Runs once per epoch, after state was restored and before the first record. May await.</summary>
    protected internal virtual ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Runs once when the subtask stops, after a failure as well. May await; emits nothing.</summary>
    protected internal virtual ValueTask CloseAsync() => ValueTask.CompletedTask;
}
