namespace ActorStream;

/// <summary>
/// What an operator does with a record at which its code throws. Set by <see cref="DataStream{T}.OnError"/>; the default is
/// <see cref="Fail"/>.
/// </summary>
/// <remarks>
/// <para>Whatever the code did with the record before it threw stays: records that it emitted, state that it changed. Code that is to leave
/// nothing half done computes first, and changes and emits last.</para>
/// <para>It is for records. What throws in a timer, in a handler of state that expired, when a function is opened or closed, or in the
/// engine fails the job as ever.</para>
/// </remarks>
public abstract record ErrorPolicy
{
    private protected ErrorPolicy()
    {
    }

    /// <summary>The job fails, and starts again from its last checkpoint as its restart strategy says.</summary>
    public static ErrorPolicy Fail { get; } = new Failing();

    /// <summary>
    /// The record is left out, counted (<c>actorstream status</c>, column <i>failed</i>) and, the first of a subtask, logged with its
    /// error.
    /// </summary>
    public static ErrorPolicy Skip { get; } = new Skipping();

    /// <summary>
    /// The job stops at the record, keeps its state and waits for a person: its epoch ends and its process stays. <c>actorstream resume
    /// JOB</c>, or a start of a mended program, goes on from the last checkpoint and comes to the same record again. Nothing is lost or
    /// doubled.
    /// </summary>
    public static ErrorPolicy Suspend { get; } = new Suspending();

    /// <summary>The record goes to a side output of the operator, with what is known of the error; the job goes on.</summary>
    /// <param name="side">Taken by <see cref="DataStream{T}.SideOutput{TSide}"/>; what nothing takes is left out, and counted.</param>
    public static ErrorPolicy SideOutput(SideOutput<FailedRecord> side)
    {
        ArgumentNullException.ThrowIfNull(side);
        return new Aside(side, null, default);
    }

    /// <summary>
    /// The record goes to a sink of its own, exactly once as all output does, with what is known of the error; the job goes on.
    /// </summary>
    /// <param name="sink">For instance <c>CsvFile.ExactlyOnce&lt;FailedRecord&gt;(directory)</c>.</param>
    /// <param name="uid">Names the sink for life.</param>
    public static ErrorPolicy DeadLetter(ITransactionalSink<FailedRecord> sink, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return new Aside(new SideOutput<FailedRecord>("dead-letters"), sink, uid);
    }

    internal sealed record Failing : ErrorPolicy;

    internal sealed record Skipping : ErrorPolicy;

    internal sealed record Suspending : ErrorPolicy;

    /// <summary>To a side output, and from there to a sink if there is one.</summary>
    internal sealed record Aside(SideOutput<FailedRecord> Side, ITransactionalSink<FailedRecord>? Sink, OperatorUid SinkUid) : ErrorPolicy;
}
