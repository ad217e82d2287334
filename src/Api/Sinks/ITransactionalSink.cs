namespace ActorStream;

/// <summary>
/// Where records go exactly once: an outside system that takes part in the engine's two-phase commit. Given to
/// <see cref="DataStream{T}.To(ITransactionalSink{T}, OperatorUid)"/>.
/// </summary>
/// <remarks>
/// <para><b>The protocol, seen from one subtask.</b> <see cref="ISinkSession{T}.BeginAsync"/> opens a transaction and records are written
/// into it until a checkpoint barrier comes. Then <see cref="ISinkTransaction{T}.PreCommitAsync"/> makes them durable without making them
/// visible and answers the <i>committable</i>: bytes from which any process can finish the job. The committable becomes part of
/// the checkpoint, and the next transaction begins at once. Only when the checkpoint is complete and journalled does
/// <see cref="ISinkSession{T}.CommitAsync"/> make the records visible.</para>
/// <para><b>What must hold.</b> (1) <i>Pre-commit is a promise</i>: once it returned, commit can be done by any process and subtask, after
/// any crash, at any later time. (2) <i>Commit is idempotent</i>: it is called again whenever its outcome was not recorded, possibly after
/// it succeeded, and then answers <see cref="CommitOutcome.AlreadyCommitted"/>. It answers <see cref="CommitOutcome.Lost"/> only if the
/// records can never become visible any more, which fails the job loudly; anything that may pass (a connection, a full disk) is an
/// exception, and is retried. (3) <i>Recovery fences</i>: after <see cref="ISinkSession{T}.RecoverAsync"/> for epoch e, nothing that a
/// process of an earlier epoch still does may become visible, except commits of what recovery was given. (4) <i>Nothing else decides</i>:
/// no time-out, close or dispose commits or aborts a prepared transaction.</para>
/// <para><b>Two forms.</b> <i>Open transaction</i>: the outside transaction stays open from begin to commit; right where that
/// costs nothing and outlives the process, as a hidden file does. <i>Staged</i>: records are only gathered before pre-commit, which stores
/// them in a staging place; commit applies data and a marker (the transaction's id) in one local transaction, and the marker makes it
/// idempotent; right for stores whose open transactions hold locks, expire or cannot be resumed by another process.</para>
/// <para><b>Threading.</b> The sink object is in the job graph, shared and immutable. Each subtask opens a session of its own, and recovery
/// opens another; within a session, writes to the current transaction, pre-commits of the one before and commits may overlap.</para>
/// <para>Check an implementation with the contract suite in <c>ActorStream.TestKit</c>.</para>
/// </remarks>
public interface ITransactionalSink<T>
{
    /// <summary>
    /// Checks that the target can be written and takes what must belong to one running job alone (a directory lock, say). Called once in
    /// each process before the job starts; the answer is disposed when the job has ended there. Must change nothing that a reader sees.
    /// </summary>
    /// <exception cref="IOException">The target cannot be used; the message says what and why in one line.</exception>
    ValueTask<IAsyncDisposable> ClaimAsync(SinkContext context, CancellationToken cancellation);

    /// <summary>Opens a session: connections, buffers.</summary>
    ValueTask<ISinkSession<T>> OpenAsync(SinkContext context, CancellationToken cancellation);

    /// <summary>
    /// Removes all that this job ever wrote to the target, committed or not: the user asked for a fresh start. Called under the claim,
    /// before any session.
    /// </summary>
    ValueTask DiscardAsync(SinkContext context, CancellationToken cancellation);
}

/// <summary>One subtask's (or recovery's) link to the outside system.</summary>
public interface ISinkSession<T> : IAsyncDisposable
{
    /// <summary>
    /// Opens a transaction. The id is in no checkpoint yet, so what this leaves behind after a crash is found and removed by
    /// <see cref="RecoverAsync"/> of a later epoch, by listing.
    /// </summary>
    ValueTask<ISinkTransaction<T>> BeginAsync(SinkTransactionId id, CancellationToken cancellation);

    /// <summary>
    /// Makes a prepared transaction visible. Called for each, oldest first, at least once, in any process and subtask.
    /// </summary>
    /// <exception cref="Exception">The outcome is open; the engine tries again, with growing pauses, then fails the job.</exception>
    ValueTask<CommitOutcome> CommitAsync(Committable committable, CancellationToken cancellation);

    /// <summary>
    /// Cleans up after earlier epochs, before any subtask of the new epoch starts: (1) fences them in the outside system, (2) commits
    /// <see cref="SinkRecovery.Committables"/>, (3) aborts everything of this lineage and a lower epoch that is not among them. Once
    /// per sink and epoch; idempotent, since a crash may repeat it. A committable that is lost is an exception naming it.
    /// </summary>
    ValueTask RecoverAsync(SinkRecovery recovery, CancellationToken cancellation);
}

/// <summary>A transaction being written by one subtask. One call at a time.</summary>
/// <remarks>Disposing frees what this process holds of it (handles); it neither commits nor aborts. It may come twice.</remarks>
public interface ISinkTransaction<T> : IAsyncDisposable
{
    /// <summary>Adds records. The memory is valid until the task ends.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<T> records, CancellationToken cancellation);

    /// <summary>
    /// Makes the records durable but not visible. Nothing is written afterwards.
    /// </summary>
    /// <returns>What commit needs, in any process: at most 1 MiB, small is better, in a format that names its version; <c>null</c> if
    /// nothing was written, and then there is nothing to commit.</returns>
    ValueTask<byte[]?> PreCommitAsync(CancellationToken cancellation);

    /// <summary>Gives up a transaction that was not prepared. Only a courtesy: after a crash recovery does it.</summary>
    ValueTask AbortAsync(CancellationToken cancellation);
}

/// <summary>
/// A transaction that can take records without waiting (into memory, say): the engine hands them over on the subtask's own thread and
/// spares an asynchronous step per batch.
/// </summary>
public interface ISynchronousSinkTransaction<T>
{
    /// <summary>As <see cref="ISinkTransaction{T}.WriteAsync"/>, without waiting. Must never block.</summary>
    /// <returns><c>false</c> if that cannot be done now, and then none of them was taken: they come again, by
    /// <see cref="ISinkTransaction{T}.WriteAsync"/>.</returns>
    bool TryWrite(ReadOnlySpan<T> records);
}

/// <summary>What became of a commit.</summary>
public enum CommitOutcome
{
    /// <summary>The records are visible now.</summary>
    Committed,

    /// <summary>They were visible before.</summary>
    AlreadyCommitted,

    /// <summary>They can never become visible: data is lost. Fails the job.</summary>
    Lost,
}
