namespace ActorStream;

/// <summary>
/// Where records come from: a replayable source, read in splits (a file range, a partition, a shard). Given to
/// <see cref="JobBuilder.From{T, TSplit}"/>.
/// </summary>
/// <remarks>
/// <para>One enumerator per job finds the splits and the engine hands them out in the order found; readers, one per split and subtask at a
/// time, read them. A split is an immutable value that carries its own position: after a failure the engine opens each split again as it
/// stood at the restored checkpoint, in whatever subtask asks first, so a reader must give exactly the records after that position,
/// in the same order every time.</para>
/// <para><b>Threading.</b> The source object is shared by all subtasks and must be immutable. Its readers are each used by one subtask, one
/// call at a time.</para>
/// </remarks>
/// <typeparam name="T">The record.</typeparam>
/// <typeparam name="TSplit">The split: a record type of public shape that the engine can serialise, position included.</typeparam>
public interface ISource<T, TSplit>
    where TSplit : ISourceSplit
{
    /// <summary>
    /// Whether the splits end, and with them the job. An unbounded source is asked again and again for new splits; a subtask that has none
    /// of its splits holds event time back, since its next one may be early.
    /// </summary>
    bool IsBounded { get; }

    /// <summary>
    /// How many splits one subtask reads at once, in turns. Default 1; an unbounded source of endless splits needs all of its own.
    /// </summary>
    int SplitsPerReader => 1;

    /// <summary>Checks, before the job touches anything, that the source can be read.</summary>
    /// <exception cref="IOException">It cannot; the message says what and why in one line.</exception>
    ValueTask ValidateAsync(SourceContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>
    /// Finds splits that are not among <paramref name="known"/>, in the order in which they are to be handed out. Called once for a bounded
    /// source, and again every <c>discovery-interval</c> for an unbounded one; a failure fails the job.
    /// </summary>
    ValueTask<IReadOnlyList<TSplit>> DiscoverAsync(IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation);

    /// <summary>Opens a split at its position.</summary>
    ValueTask<ISplitReader<T, TSplit>> OpenAsync(TSplit split, SourceContext context, CancellationToken cancellation);
}

/// <summary>A part of a source that one subtask reads alone.</summary>
public interface ISourceSplit
{
    /// <summary>Names the split for life, whatever its position: never used again for another one. At most 1,024 characters.</summary>
    string Id { get; }

    /// <summary>
    /// No record of this split is earlier, if that is known before it is read. While a split waits unread it holds the watermark back to
    /// here; <c>null</c> holds it back entirely.
    /// </summary>
    DateTimeOffset? LowerBound => null;
}

/// <summary>Reads one split from its position.</summary>
/// <remarks>
/// The engine keeps at most one fetch under way, reads <see cref="Position"/> between fetches, and disposes the reader at the end of the
/// split or when the subtask stops.
/// </remarks>
public interface ISplitReader<T, TSplit> : IAsyncDisposable
    where TSplit : ISourceSplit
{
    /// <summary>The split as it stands behind the last record fetched: what a checkpoint keeps.</summary>
    TSplit Position { get; }

    /// <summary>
    /// Appends the next records, as many as are at hand, at least one unless the split ended; waits if there is none yet.
    /// </summary>
    /// <param name="into">Where to; at most <see cref="FetchBuffer{T}.Free"/> records fit. Valid until the task ends.</param>
    /// <param name="cancellation">Cancelled when the subtask stops.</param>
    /// <returns><c>false</c> if the split has ended (records appended by this call count).</returns>
    ValueTask<bool> FetchAsync(FetchBuffer<T> into, CancellationToken cancellation);
}

/// <summary>
/// A reader whose records are at hand without waiting (generated, or in memory): the engine calls it on the subtask's own thread and spares
/// an asynchronous step per batch. It must never block.
/// </summary>
public interface ISynchronousSplitReader<T>
{
    /// <summary>As <see cref="ISplitReader{T, TSplit}.FetchAsync"/>, without waiting.</summary>
    bool Fetch(FetchBuffer<T> into);
}
