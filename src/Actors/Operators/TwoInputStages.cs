namespace ActorStream.Actors;

// Both begin their chain, and get one element at a time of either input; only one of their cursors is in use.

/// <summary>Runs a function without a key that has two inputs: connected, or the second one broadcast.</summary>
internal sealed class TwoInputStage<TIn, TSecond, TOut> : ProcessStage<TIn, TOut>, ITwoInputStage
{
    private readonly RecordLoop<TSecond, BroadcastContext, TOut> _second;

    /// <param name="uid">The operator.</param>
    /// <param name="function">What is opened, closed, and has declared states.</param>
    /// <param name="first">Its handler of the first input's records.</param>
    /// <param name="second">Its handler of the second input's records.</param>
    /// <param name="next">The next stage.</param>
    /// <param name="context">Where it runs.</param>
    /// <param name="errors">What becomes of a record at which it throws; null: the job fails.</param>
    internal TwoInputStage(
        string uid,
        OperatorFunction function,
        RecordHandler<TIn, ProcessContext, TOut> first,
        RecordHandler<TSecond, BroadcastContext, TOut> second,
        Stage<TOut> next,
        StageContext context,
        RecordErrors? errors)
        : base(uid, function, first, next, context, errors) =>
        _second = new RecordLoop<TSecond, BroadcastContext, TOut>(second, Record, Output, errors);

    public IBatchEntry Second => _second;

    internal override bool Resume() => base.Resume() && _second.Continue();
}

/// <summary>Runs a keyed broadcast process function: as a keyed process function, and of broadcast records without a key.</summary>
internal sealed class KeyedBroadcastStage<TKey, TIn, TBroadcast, TOut> : KeyedProcessStage<TKey, TIn, TOut>, ITwoInputStage
{
    private readonly RecordLoop<TBroadcast, BroadcastContext, TOut> _broadcast;

    internal KeyedBroadcastStage(
        string uid,
        KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut> function,
        Stage<TOut> next,
        StageContext context,
        RecordErrors? errors)
        : base(uid, function, function.Process, function.OnTimer, next, context, errors) =>
        _broadcast = new RecordLoop<TBroadcast, BroadcastContext, TOut>(
            function.ProcessBroadcast, new RecordContext<TOut>(Output, () => Watermark, context.Time), Output, errors);

    public IBatchEntry Second => _broadcast;

    internal override bool Resume() => base.Resume() && _broadcast.Continue();
}

/// <summary>Runs a keyed connected process function: the records of both inputs by the same key, with the same state and timers.</summary>
internal sealed class KeyedConnectedStage<TKey, TFirst, TSecond, TOut> : KeyedProcessStage<TKey, TFirst, TOut>, ITwoInputStage
{
    private readonly KeyedRecordLoop<TKey, TSecond, TOut> _second;

    internal KeyedConnectedStage(
        string uid,
        KeyedConnectedProcessFunction<TKey, TFirst, TSecond, TOut> function,
        Stage<TOut> next,
        StageContext context,
        RecordErrors? errors)
        : base(uid, function, function.ProcessFirst, function.OnTimer, next, context, errors) =>
        _second = LoopOf<TSecond>(function.ProcessSecond);

    public IBatchEntry Second => _second;

    internal override bool Resume() => base.Resume() && _second.Continue();
}
