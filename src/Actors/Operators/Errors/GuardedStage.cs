namespace ActorStream.Actors;

/// <summary>Hands the records of an operator without state to its code one by one, so that one of them may fail alone.</summary>
internal sealed class GuardedStage<TIn, TOut> : Stage<TIn>
{
    private readonly Stage<TOut> _next;
    private readonly StageOutput<TOut> _output;
    private readonly RecordLoop<TIn, StageOutput<TOut>, TOut> _records;

    internal GuardedStage(RecordHandler<TIn, StageOutput<TOut>, TOut> handle, RecordErrors errors, Stage<TOut> next, Buffers buffers)
    {
        _next = next;
        _output = new StageOutput<TOut>(next, buffers);
        _records = new RecordLoop<TIn, StageOutput<TOut>, TOut>(handle, _output, _output, errors);
    }

    internal override bool Push(RecordBatch<TIn> batch) => _records.Push(batch);

    internal override bool Resume() => _output.Resume() && _records.Continue();

    internal override bool Advance(long watermark) => _next.Advance(watermark);

    internal override bool End() => _next.End();

    internal override bool Flush() => _next.Flush();

    internal override bool OnSplitsChanged() => _next.OnSplitsChanged();

    internal override IEnumerable<Stage> Downstream() => _next.Downstream().Prepend(this);
}
