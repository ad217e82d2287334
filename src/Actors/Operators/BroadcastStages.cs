namespace ActorStream.Actors;

// Both begin their chain, and get one element at a time of either input; only one of their cursors is in use.

/// <summary>Runs a broadcast process function.</summary>
internal sealed class BroadcastStage<TIn, TBroadcast, TOut> : ProcessStage<TIn, TOut>, ITwoInputStage
{
    private readonly RecordLoop<TBroadcast, BroadcastContext, TOut> _broadcast;

    internal BroadcastStage(string uid, BroadcastProcessFunction<TIn, TBroadcast, TOut> function, Stage<TOut> next, StageContext context)
        : base(uid, function, function.Process, next, context) =>
        _broadcast = new RecordLoop<TBroadcast, BroadcastContext, TOut>(function.ProcessBroadcast, Record, Output);

    public IBatchEntry Second => _broadcast;

    internal override bool Resume() => base.Resume() && _broadcast.Continue();
}

/// <summary>Runs a keyed broadcast process function: as a keyed process function, and of broadcast records without a key.</summary>
internal sealed class KeyedBroadcastStage<TKey, TIn, TBroadcast, TOut> : KeyedProcessStage<TKey, TIn, TOut>, ITwoInputStage
{
    private readonly RecordLoop<TBroadcast, BroadcastContext, TOut> _broadcast;

    internal KeyedBroadcastStage(
        string uid, KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut> function, Stage<TOut> next, StageContext context)
        : base(uid, new AsKeyed(function), next, context) =>
        _broadcast = new RecordLoop<TBroadcast, BroadcastContext, TOut>(
            function.ProcessBroadcast, new RecordContext<TOut>(Output, () => Watermark, context.Time), Output);

    public IBatchEntry Second => _broadcast;

    internal override bool Resume() => base.Resume() && _broadcast.Continue();

    /// <summary>Its first input and its timers, as the stage of keyed process functions calls them.</summary>
    private sealed class AsKeyed(KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut> function)
        : KeyedProcessFunction<TKey, TIn, TOut>(function.States)
    {
        protected internal override ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation) =>
            function.OpenAsync(context, cancellation);

        protected internal override void Process(in TIn record, KeyedContext<TKey> context, Collector<TOut> output) =>
            function.Process(record, context, output);

        protected internal override void OnTimer(FiredTimer timer, KeyedContext<TKey> context, Collector<TOut> output) =>
            function.OnTimer(timer, context, output);

        protected internal override ValueTask CloseAsync() => function.CloseAsync();
    }
}
