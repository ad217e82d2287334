namespace ActorStream.Actors;

/// <summary>What a function does with one record.</summary>
internal delegate void RecordHandler<TIn, TContext, TOut>(in TIn record, TContext context, Collector<TOut> output);

/// <summary>Hands the records of a batch to a function without a key, one by one; keeps a cursor where there is no room for what it emits.</summary>
internal sealed class RecordLoop<TIn, TContext, TOut>(
    RecordHandler<TIn, TContext, TOut> handle, TContext context, StageOutput<TOut> output, RecordErrors? errors = null) : IBatchEntry
{
    // The cursor: the batch being handled and its next record.
    private RecordBatch<TIn>? _batch;
    private int _index;

    public bool PushUntyped(RecordBatch batch) => Push((RecordBatch<TIn>)batch);

    /// <summary>Answers as <see cref="Stage{TIn}.Push"/>.</summary>
    internal bool Push(RecordBatch<TIn> batch)
    {
        (_batch, _index) = (batch, 0);
        output.Begin(batch.Times is not null, batch.Split);
        return Continue();
    }

    /// <summary>Goes on behind the cursor, once the output has room. Answers as <see cref="Stage.Resume"/>.</summary>
    internal bool Continue()
    {
        while (_batch is { } batch)
        {
            try
            {
                if (!HandleRecords(batch))
                {
                    return false;
                }

                _batch = null;
                return output.Flush();
            }
            catch (Exception error) when (RecordErrors.Takes(errors, error, output))
            {
                errors!.Handle(batch.Values!.Items[_index - 1], output.CurrentTime, batch.Split, key: null, output.Sides, error);
                if (output.IsBlocked)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool HandleRecords(RecordBatch<TIn> batch)
    {
        var values = batch.Values!.Items;
        var times = batch.Times?.Items;
        while (_index < batch.Count)
        {
            output.CurrentTime = times is null ? long.MinValue : times[_index];
            handle(values[_index++], context, output);
            if (output.IsBlocked)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>The times of the record that a loop hands out.</summary>
internal sealed class RecordContext<TOut>(StageOutput<TOut> output, Func<long> watermark, TimeProvider clock) : BroadcastContext
{
    internal override long EventTicks => output.CurrentTime;

    internal override long WatermarkTicks => watermark();

    internal override SideCollectors Sides => output.Sides;

    internal override TimeProvider Clock => clock;
}
