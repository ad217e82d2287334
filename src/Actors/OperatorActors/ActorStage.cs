using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>Runs the record handler of an operator actor without keys.</summary>
internal sealed class ActorStage<TIn, TOut>(OperatorActor<TIn, TOut> actor, string uid, Stage<TOut> next, StageContext context)
    : Stage<TIn>, IStatefulStage
{
    private readonly StageOutput<TOut> _output = new(next, context.Environment.Buffers);

    // The cursor: the batch being handled and its next record.
    private RecordBatch<TIn>? _batch;
    private int _index;

    public string Uid { get; } = uid;

    public ValueTask OpenAsync(IReadOnlyList<OperatorSnapshot> restored, CancellationToken cancellation) =>
        actor.OpenAsync(context.Function(Uid), cancellation);

    public void Snapshot(SnapshotRound round)
    {
    }

    public ValueTask CloseAsync() => ValueTask.CompletedTask;

    internal override bool Push(RecordBatch<TIn> batch)
    {
        (_batch, _index) = (batch, 0);
        _output.Begin(batch.Times is not null, batch.Split);
        return Continue();
    }

    internal override bool Resume() => _output.Resume() && (_batch is null || Continue());

    internal override bool Advance(long watermark) => next.Advance(watermark);

    internal override bool End() => next.End();

    internal override bool Flush() => next.Flush();

    internal override IEnumerable<Stage> Downstream() => next.Downstream().Prepend(this);

    private bool Continue()
    {
        var batch = _batch!;
        while (_index < batch.Count)
        {
            _output.CurrentTime = batch.Times is { } times ? times.Items[_index] : long.MinValue;
            actor.OnRecord(batch.Values!.Items[_index++], _output);
            if (_output.IsBlocked)
            {
                return false;
            }
        }

        _batch = null;
        return _output.Flush();
    }
}
