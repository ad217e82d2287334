using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>Runs a function without a key, of one input here and of two in <see cref="TwoInputStage{TIn, TSecond, TOut}"/>.</summary>
internal class ProcessStage<TIn, TOut> : Stage<TIn>, IStatefulStage
{
    private readonly OperatorFunction _function;
    private readonly OperatorStates _states;
    private readonly RecordLoop<TIn, ProcessContext, TOut> _records;
    private readonly Stage<TOut> _next;
    private readonly StageContext _context;
    private readonly OperatorTime _time;

    /// <param name="uid">The operator.</param>
    /// <param name="function">What is opened, closed, and has declared states.</param>
    /// <param name="handle">Its handler of records.</param>
    /// <param name="next">The next stage.</param>
    /// <param name="context">Where it runs.</param>
    /// <param name="errors">What becomes of a record at which it throws; null: the job fails.</param>
    internal ProcessStage(
        string uid,
        OperatorFunction function,
        RecordHandler<TIn, ProcessContext, TOut> handle,
        Stage<TOut> next,
        StageContext context,
        RecordErrors? errors = null)
    {
        (Uid, _function, _next, _context) = (uid, function, next, context);
        _time = new OperatorTime(uid, HashRange.Of(context.Id.Index, context.Parallelism));
        _states = new OperatorStates(uid, function.States, context.Id.Index);
        Output = new StageOutput<TOut>(next, context.Environment.Buffers);
        Record = new RecordContext<TOut>(Output, () => _time.Watermark, context.Time);
        _records = new RecordLoop<TIn, ProcessContext, TOut>(handle, Record, Output, errors);
    }

    public string Uid { get; }

    protected StageOutput<TOut> Output { get; }

    protected RecordContext<TOut> Record { get; }

    public async ValueTask OpenAsync(IReadOnlyList<OperatorSnapshot> restored, CancellationToken cancellation)
    {
        var lists = restored.SelectMany(static op => op.Lists).ToList();
        _states.Restore(lists, _context.MayDrop(Uid));
        _time.Restore(lists);
        await _function.OpenAsync(_context.Function(Uid), cancellation);
    }

    public void Snapshot(SnapshotRound round)
    {
        round.Add(Uid, _states);
        round.Add(Uid, _time.ToList());
    }

    public ValueTask CloseAsync() => _function.CloseAsync();

    internal sealed override bool Push(RecordBatch<TIn> batch) => _records.Push(batch);

    internal override bool Resume() => Output.Resume() && _records.Continue();

    internal sealed override bool Advance(long watermark) => !_time.TryRaise(watermark) || _next.Advance(watermark);

    internal sealed override bool End() => _next.End();

    internal sealed override bool Flush() => _next.Flush();

    internal sealed override bool OnSplitsChanged() => _next.OnSplitsChanged();

    internal sealed override IEnumerable<Stage> Downstream() => _next.Downstream().Prepend(this);
}
