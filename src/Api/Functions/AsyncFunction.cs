namespace ActorStream;

/// <summary>
/// Answers each record by asynchronous work: a call to a service, a look-up in a database. Many calls are under way at once; what comes out
/// comes out exactly once per record, while a call may be made again after a failure.
/// </summary>
/// <remarks>
/// <para><b>Threading.</b> One instance per subtask, made anew for each epoch. Calls run beside each other on the process's thread pool, so
/// what they share must be safe for that: clients made in <see cref="OpenAsync"/> usually are.</para>
/// <para><b>Delivery.</b> Records whose answers have not been emitted are part of each checkpoint, and are asked for again after a restore:
/// the call should be safe to repeat. They lie in memory and in the manifest (<see cref="StateSettings.OperatorStateLimit"/>).</para>
/// <para><b>Errors.</b> What a call throws is tried again as <see cref="AsyncOptions.Retry"/> says, then fails the subtask and restarts the
/// job, unless <see cref="DataStream{T}.OnError"/> says otherwise.</para>
/// </remarks>
/// <typeparam name="TIn">Records that come in: any type that the engine serializes by its public shape.</typeparam>
/// <typeparam name="TOut">Records that go out.</typeparam>
public abstract class AsyncFunction<TIn, TOut>
{
    /// <summary>Runs once per epoch, before the first call. May await.</summary>
    protected internal virtual ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Answers one record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellation">The subtask stops, or the call has taken longer than <see cref="AsyncOptions.Timeout"/>.</param>
    protected internal abstract ValueTask<TOut> InvokeAsync(TIn record, CancellationToken cancellation);

    /// <summary>
    /// Answers a record for which there was no answer in <see cref="AsyncOptions.Timeout"/>. Default: throws, as a call that
    /// fails. Must not block.
    /// </summary>
    protected internal virtual TOut OnTimeout(TIn record) =>
        throw new TimeoutException(
            $"{GetType().Name} had no answer in time for: {record}. Allow more time, or override OnTimeout to answer without it.");

    /// <summary>Runs once when the subtask stops, when no call is under way any more; after a failure as well. May await.</summary>
    protected internal virtual ValueTask CloseAsync() => ValueTask.CompletedTask;
}

/// <summary>A lambda as a function.</summary>
internal sealed class LambdaAsyncFunction<TIn, TOut>(Func<TIn, CancellationToken, ValueTask<TOut>> selector) : AsyncFunction<TIn, TOut>
{
    protected internal override ValueTask<TOut> InvokeAsync(TIn record, CancellationToken cancellation) => selector(record, cancellation);
}
