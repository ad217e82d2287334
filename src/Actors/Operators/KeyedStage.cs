using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// What operators with keyed state have in common: the backend, their own event time, and the life cycle of both.
/// </summary>
internal abstract class KeyedStage<TKey, TIn, TOut> : Stage<TIn>, IStatefulStage
{
    private readonly OperatorStates _states;
    private readonly OperatorTime _time;
    private readonly SnapshotBases _bases = new();

    private protected KeyedStage(string uid, StateDeclarations states, Stage<TOut> next, StageContext context)
    {
        _states = new OperatorStates(uid, states, context.Id.Index);
        (Uid, Next, Context) = (uid, next, context);
        Range = HashRange.Of(context.Id.Index, context.Parallelism);
        _time = new OperatorTime(uid, Range);
        Backend = context.Environment.CreateBackend<TKey>(Range);
        Output = new StageOutput<TOut>(next, context.Environment.Buffers);
    }

    public string Uid { get; }

    protected Stage<TOut> Next { get; }

    protected StageContext Context { get; }

    protected HashRange Range { get; }

    protected KeyedStateBackend<TKey> Backend { get; }

    protected StageOutput<TOut> Output { get; }

    /// <summary>The operator's event time.</summary>
    protected long Watermark => _time.Watermark;

    /// <summary>The event time of which keys: where they differ, keys of several subtasks came together at a restore.</summary>
    protected IReadOnlyList<KeyTime> KeyTimes => _time.Parts;

    internal sealed override bool Advance(long watermark)
    {
        if (!_time.TryRaise(watermark))
        {
            return true;
        }

        Context.Metrics.Watermark = watermark;
        return OnWatermark();
    }

    internal override bool Flush() => Next.Flush();

    internal sealed override IEnumerable<Stage> Downstream() => Next.Downstream().Prepend(this);

    public virtual async ValueTask OpenAsync(IReadOnlyList<OperatorSnapshot> restored, CancellationToken cancellation)
    {
        var mayDrop = Context.MayDrop(Uid);
        IReadOnlyList<KeyedPart> parts = [.. restored.SelectMany(o => o.Keyed)];
        var report = await Backend.RestoreAsync(
            new KeyedRestore(Context.RestoreStorage, parts, Context.RestoredCheckpoint, mayDrop), cancellation);
        Context.Metrics.CountRestored(report.Entries, report.BytesRead);
        if (parts is [var only])
        {
            _bases.Add(Context.RestoredCheckpoint, only);
        }

        var lists = restored.SelectMany(o => o.Lists).ToList();
        _states.Restore(lists, mayDrop);
        _time.Restore(lists);
    }

    // Here, not only in the subclass that needs it: a class that does not list the interface again cannot implement its members.
    public virtual void OnOpened()
    {
    }

    public virtual void Snapshot(SnapshotRound round)
    {
        var checkpoint = round.Checkpoint;
        round.Add(Uid, Backend.BeginSnapshot(checkpoint, _bases.Find(round.Base)), part => _bases.Add(checkpoint, part));
        round.Add(Uid, _states);
        round.Add(Uid, _time.ToList());
    }

    public virtual ValueTask CloseAsync()
    {
        Backend.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Fires what the new watermark lets fire, then passes it on. Resumable.</summary>
    protected abstract bool OnWatermark();
}
