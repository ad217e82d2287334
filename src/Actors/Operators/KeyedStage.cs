using System.Buffers.Binary;
using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// What operators with keyed state have in common: the backend, their own event time, and the life cycle of both.
/// </summary>
internal abstract class KeyedStage<TKey, TIn, TOut> : Stage<TIn>, IStatefulStage
{
    private const string WatermarkList = "watermark";

    private readonly OperatorStates _states;
    private readonly SnapshotBases _bases = new();
    private bool _restoredWatermark;

    private protected KeyedStage(string uid, StateDeclarations states, Stage<TOut> next, StageContext context)
    {
        _states = new OperatorStates(uid, states, context.Id.Index);
        (Uid, Next, Context) = (uid, next, context);
        Range = HashRange.Of(context.Id.Index, context.Parallelism);
        Backend = context.Environment.CreateBackend<TKey>(Range);
        Output = new StageOutput<TOut>(next, context.Environment.Buffers);
    }

    public string Uid { get; }

    protected Stage<TOut> Next { get; }

    protected StageContext Context { get; }

    protected HashRange Range { get; }

    protected KeyedStateBackend<TKey> Backend { get; }

    protected StageOutput<TOut> Output { get; }

    /// <summary>The operator's event time. Part of the snapshot, so that what was late stays late after a restore.</summary>
    protected long Watermark { get; private set; } = long.MinValue;

    internal sealed override bool Advance(long watermark)
    {
        if (watermark <= Watermark)
        {
            return true;
        }

        Watermark = watermark;
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
        foreach (var item in lists.Where(l => l.Schema is null && l.Name == WatermarkList).SelectMany(l => l.Items))
        {
            RestoreWatermark(item.Span);
        }
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
        var item = new byte[3 * sizeof(long)];
        BinaryPrimitives.WriteUInt64LittleEndian(item, Range.First);
        BinaryPrimitives.WriteUInt64LittleEndian(item.AsSpan(8), Range.Last);
        BinaryPrimitives.WriteInt64LittleEndian(item.AsSpan(16), Watermark);
        round.Add(Uid, new OperatorStateList(WatermarkList, StateDistribution.Union, [item]));
    }

    public virtual ValueTask CloseAsync()
    {
        Backend.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Fires what the new watermark lets fire, then passes it on. Resumable.</summary>
    protected abstract bool OnWatermark();

    /// <summary>At another parallelism: the least of those whose keys are now here, so that no timer or window is passed over.</summary>
    private void RestoreWatermark(ReadOnlySpan<byte> item)
    {
        if (item.Length != 3 * sizeof(long))
        {
            throw new StateRestoreException($"Operator '{Uid}': its stored watermark has {item.Length} bytes instead of 24.");
        }

        var range = new HashRange(BinaryPrimitives.ReadUInt64LittleEndian(item), BinaryPrimitives.ReadUInt64LittleEndian(item[8..]));
        if (range.Overlaps(Range))
        {
            var watermark = BinaryPrimitives.ReadInt64LittleEndian(item[16..]);
            Watermark = _restoredWatermark ? Math.Min(Watermark, watermark) : watermark;
            _restoredWatermark = true;
        }
    }
}
