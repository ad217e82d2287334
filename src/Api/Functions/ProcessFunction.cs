namespace ActorStream;

/// <summary>
/// Handles each record of a stream without a key. Its state belongs to the subtask: <see cref="OperatorListState{T}"/>.
/// </summary>
/// <typeparam name="TIn">Records that come in.</typeparam>
/// <typeparam name="TOut">Records that go out.</typeparam>
/// <example>
/// Gathers records and sends them on by the hundred; those that wait are part of each checkpoint.
/// <code>
/// sealed class Batches : ProcessFunction&lt;Order, Order[]&gt;
/// {
///     private readonly OperatorListState&lt;Order&gt; _waiting;
///
///     public Batches() =&gt; _waiting = OperatorListState&lt;Order&gt;("waiting");
///
///     protected override void Process(in Order order, ProcessContext context, Collector&lt;Order[]&gt; output)
///     {
///         _waiting.Add(order);
///         if (_waiting.Count &lt; 100) return;
///         output.Emit([.. _waiting]);
///         _waiting.Clear();
///     }
/// }
/// </code>
/// </example>
public abstract class ProcessFunction<TIn, TOut> : OperatorFunction
{
    /// <summary>Handles one record. Must not block or await.</summary>
    protected internal abstract void Process(in TIn record, ProcessContext context, Collector<TOut> output);
}
