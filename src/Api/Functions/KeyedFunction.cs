namespace ActorStream;

/// <summary>Base of functions behind a key: declares state that each key has for itself.</summary>
public abstract class KeyedFunction : OperatorFunction
{
    private protected KeyedFunction()
    {
    }

    private protected KeyedFunction(StateDeclarations states)
        : base(states)
    {
    }

    /// <summary>
    /// Declares a value per key, by name. Called in the constructor, so that the job graph can list it.
    /// </summary>
    /// <param name="name">Names the state within the operator, for life; declared twice, it is an error when the job is built.</param>
    /// <param name="serializer">How values are written; null compiles one from the type's public shape.</param>
    protected ValueState<T> ValueState<T>(string name, ISerializer<T>? serializer = null) => States.Value(name, serializer);
}
