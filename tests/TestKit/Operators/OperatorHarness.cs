namespace ActorStream.TestKit;

/// <summary>Runs a few operators in a test, without sources, sinks and a job around them.</summary>
public static class OperatorHarness
{
    /// <summary>
    /// Starts the operators that lie between two streams: a process function, a windowed aggregate, an operator actor, or a chain of them.
    /// </summary>
    /// <param name="operators">Builds them, as a job does. Say the type of the first stream and the others follow:
    /// <c>(DataStream&lt;Order&gt; orders) =&gt; orders.KeyBy(o =&gt; o.Id).Process(() =&gt; new Dedup(), "dedup")</c>. No sinks.</param>
    /// <param name="options">Parallelism and surroundings; null: one subtask of each operator, nothing around.</param>
    /// <exception cref="JobGraphException">The operators cannot be built; lists all reasons.</exception>
    public static OperatorHarness<TIn, TOut> Of<TIn, TOut>(
        Func<DataStream<TIn>, DataStream<TOut>> operators, OperatorHarnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(operators);
        return new OperatorHarness<TIn, TOut>(operators, options ?? new OperatorHarnessOptions());
    }

    /// <summary>Starts operators that lie between two streams and a third: a function that handles records and rules, say.</summary>
    /// <param name="operators">Builds them, as a job does: <c>(DataStream&lt;Order&gt; orders, DataStream&lt;Rule&gt; rules) =&gt;
    /// orders.Connect(rules.Broadcast()).Process(() =&gt; new Check(), "check")</c>. No sinks.</param>
    /// <param name="options">Parallelism and surroundings; null: one subtask of each operator, nothing around.</param>
    /// <exception cref="JobGraphException">The operators cannot be built; lists all reasons.</exception>
    public static OperatorHarness<TFirst, TSecond, TOut> Of<TFirst, TSecond, TOut>(
        Func<DataStream<TFirst>, DataStream<TSecond>, DataStream<TOut>> operators, OperatorHarnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(operators);
        return new OperatorHarness<TFirst, TSecond, TOut>(operators, options ?? new OperatorHarnessOptions());
    }
}
