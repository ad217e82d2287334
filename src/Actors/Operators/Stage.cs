using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// One operator of a chain, as the subtask runs it. Stages call each other directly, batch by batch, on the actor's thread.
/// </summary>
/// <remarks>
/// <para><b>Resumable.</b> A stage that cannot go on, because an output has no credit or a sink is still writing, keeps a cursor
/// (batch and index, watermark and next timer) and answers <c>false</c>; so does every stage before it. <see cref="Resume"/> goes on
/// from the cursors, last stage first. A stage gets its next element only when it and all stages behind it are idle, so it never holds more
/// than one batch, and one record's output beyond.</para>
/// <para><b>Ownership.</b> The shell of a batch stays the caller's; the callee may take columns out of it. Both may be relied on until the callee
/// is idle again.</para>
/// </remarks>
internal abstract class Stage : IBatchEntry
{
    public abstract bool PushUntyped(RecordBatch batch);

    /// <summary>The watermark has risen. Answers as <see cref="PushUntyped"/>.</summary>
    internal abstract bool Advance(long watermark);

    /// <summary>No record follows. Comes once per epoch, after the last watermark. Answers as <see cref="PushUntyped"/>.</summary>
    internal abstract bool End();

    /// <summary>Goes on where an element was left. Answers as <see cref="PushUntyped"/>; true if nothing was left.</summary>
    internal abstract bool Resume();

    /// <summary>Sends what is gathered in batches that are not full, with the watermark; answers false where there is no credit.</summary>
    internal abstract bool Flush();

    /// <summary>
    /// A split was assigned or ended, or the floor of those not assigned has changed; concerns the stage that makes watermarks. Answers as
    /// <see cref="PushUntyped"/>.
    /// </summary>
    internal virtual bool OnSplitsChanged() => true;

    /// <summary>This stage and those behind it, for opening, restoring, snapshots and closing.</summary>
    internal abstract IEnumerable<Stage> Downstream();
}

/// <summary>Where the batches of a channel enter a chain.</summary>
internal interface IBatchEntry
{
    /// <summary>Handles a batch whose record type the caller does not know. Answers whether this and all stages behind are idle again.</summary>
    bool PushUntyped(RecordBatch batch);
}

/// <summary>A stage whose first input is the stage itself, and that has a second one. Always the head of its chain.</summary>
internal interface ITwoInputStage
{
    IBatchEntry Second { get; }
}

/// <summary>A stage that takes records of one type.</summary>
internal abstract class Stage<TIn> : Stage
{
    /// <summary>Handles a batch that is not empty. Answers whether this and all stages behind are idle again.</summary>
    internal abstract bool Push(RecordBatch<TIn> batch);

    public sealed override bool PushUntyped(RecordBatch batch) => Push((RecordBatch<TIn>)batch);
}

/// <summary>A stage that makes at most one batch of each: it needs no cursor of its own.</summary>
internal abstract class BatchStage<TIn, TOut>(Stage<TOut> next) : Stage<TIn>
{
    protected Stage<TOut> Next { get; } = next;

    internal override bool Advance(long watermark) => Next.Advance(watermark);

    internal override bool End() => Next.End();

    internal override bool Resume() => Next.Resume();

    internal override bool Flush() => Next.Flush();

    internal override bool OnSplitsChanged() => Next.OnSplitsChanged();

    internal override IEnumerable<Stage> Downstream() => Next.Downstream().Prepend(this);
}

/// <summary>A stage with something to open, restore, snapshot or close; those without implement nothing of it.</summary>
internal interface IStatefulStage
{
    /// <summary>The operator's uid.</summary>
    string Uid { get; }

    /// <summary>
    /// Restores state and opens user code, before the first element. Runs as an effect: the actor does nothing else with the stage meanwhile.
    /// </summary>
    ValueTask OpenAsync(IReadOnlyList<OperatorSnapshot> restored, CancellationToken cancellation);

    /// <summary>All stages of the chain are open. On the actor's thread.</summary>
    void OnOpened()
    {
    }

    /// <summary>
    /// The synchronous part of a snapshot: adds to the round what the state is now. This stage and all behind it are idle.
    /// </summary>
    void Snapshot(SnapshotRound round);

    /// <summary>Closes user code and frees state; after a failure as well. Runs as an effect when the subtask stops.</summary>
    ValueTask CloseAsync();
}
