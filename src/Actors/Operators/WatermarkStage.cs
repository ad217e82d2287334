namespace ActorStream.Actors;

/// <summary>
/// Gives records their event time and lets the watermark follow the latest, at a distance: per split in the chain of a source, else over all
/// records of the subtask.
/// </summary>
/// <param name="ticks">Event time of a record, UTC ticks.</param>
/// <param name="outOfOrder">The distance.</param>
/// <param name="splits">What this stage keeps of the source's splits; null behind an exchange.</param>
/// <param name="next">The next stage.</param>
/// <param name="buffers">Column pools.</param>
internal sealed class WatermarkStage<T>(
    Func<T, long> ticks, TimeSpan outOfOrder, SplitWatermarks? splits, Stage<T> next, Buffers buffers) : BatchStage<T, T>(next)
{
    private readonly ColumnPool<long> _times = buffers.Pool<long>();
    private readonly long _distance = outOfOrder.Ticks;
    private long _emitted = long.MinValue;
    private long _latest = long.MinValue;

    // The watermark to emit once the next stage is done with the batch.
    private bool _due;

    internal override bool Push(RecordBatch<T> batch)
    {
        var column = batch.Times ??= _times.Rent();
        var times = column.Items;
        var latest = long.MinValue;
        var records = batch.Records;
        for (var i = 0; i < records.Length; i++)
        {
            var time = ticks(records[i]);
            times[i] = time;
            latest = Math.Max(latest, time);
        }

        var watermark = latest < _distance ? 0 : latest - _distance;
        if (splits is null)
        {
            _latest = Math.Max(_latest, watermark);
        }
        else
        {
            splits.Raise(batch.Split, watermark);
        }

        _due = true;
        return Next.Push(batch) && Emit();
    }

    internal override bool Resume() => Next.Resume() && Emit();

    /// <summary>Watermarks from before are replaced by this stage's own, except the last one.</summary>
    internal override bool Advance(long watermark) => watermark != long.MaxValue || Raise(watermark);

    internal override bool OnSplitsChanged()
    {
        _due = true;
        return Emit();
    }

    private bool Emit()
    {
        if (!_due)
        {
            return true;
        }

        _due = false;
        return Raise(splits?.Minimum() ?? _latest);
    }

    private bool Raise(long watermark)
    {
        if (watermark <= _emitted)
        {
            return true;
        }

        _emitted = watermark;
        return Next.Advance(watermark);
    }
}
