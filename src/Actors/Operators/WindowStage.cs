using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// Tumbling windows: one table of accumulators per slice of time. A window is emitted, key by key in hash order, when the watermark reaches
/// its end; its table is dropped then. No timer per key and window.
/// </summary>
internal sealed class WindowStage<TKey, TIn, TAcc, TOut> : KeyedStage<TKey, TIn, TOut>
{
    private readonly IWindowAggregate<TIn, TKey, TAcc, TOut> _aggregate;
    private readonly WindowAssigner _windows;
    private readonly SliceState<TKey, TAcc> _slices;
    private readonly long _size;

    // The cursor: the slice being emitted, and the watermark to pass on behind it.
    private SliceCursor<TKey, TAcc>? _emitting;
    private long _slice;
    private bool _passWatermark;

    internal WindowStage(
        string uid, WindowAssigner windows, IWindowAggregate<TIn, TKey, TAcc, TOut> aggregate, Stage<TOut> next, StageContext context)
        : base(uid, new StateDeclarations(), next, context)
    {
        (_windows, _aggregate, _size) = (windows, aggregate, windows.Size.Ticks);
        _slices = Backend.Slices(new SliceStateDescriptor<TAcc>("window"));
    }

    internal override bool Push(RecordBatch<TIn> batch)
    {
        var times = (batch.Times ?? throw NoTimes()).Items;
        var values = batch.Values!.Items;
        var keys = ((Column<TKey>)batch.Keys!).Items;
        var hashes = batch.Hashes!.Items;
        Backend.Prepare(keys.AsSpan(0, batch.Count), hashes.AsSpan(0, batch.Count));
        var late = 0;
        var slice = long.MinValue;
        for (var i = 0; i < batch.Count; i++)
        {
            var time = times[i];
            if (time == long.MinValue)
            {
                throw NoTimes();
            }

            if (slice == long.MinValue || time < slice || time - slice >= _size)
            {
                slice = _windows.SliceOf(time);
                if (slice < 0 || slice > DateTime.MaxValue.Ticks - _size)
                {
                    throw OutOfRange(time);
                }
            }

            if (slice + _size <= Watermark)
            {
                late++;
                continue;
            }

            ref var acc = ref _slices.GetOrAdd(slice, keys[i], hashes[i], out var added);
            if (added)
            {
                acc = _aggregate.Create();
            }

            _aggregate.Add(ref acc, values[i]);
        }

        if (late > 0)
        {
            Context.Metrics.CountLate(late);
        }

        return true;
    }

    internal override bool Resume() => Output.Resume() && (!_passWatermark || Continue());

    internal override bool End() => Next.End();

    protected override bool OnWatermark()
    {
        _passWatermark = true;
        Output.Begin(hasTimes: true, split: -1);
        return Continue();
    }

    private bool Continue()
    {
        while (_emitting is not null || NextEnded())
        {
            while (_emitting!.MoveNext())
            {
                var window = TimeWindow.OfTicks(_slice, _slice + _size);
                Output.CurrentTime = _slice + _size - 1;
                Output.Emit(_aggregate.Result(_emitting.Key, window, _emitting.Value));
                if (Output.IsBlocked)
                {
                    return false;
                }
            }

            _emitting = null;
            _slices.Drop(_slice);
        }

        if (!Output.Flush())
        {
            return false;
        }

        _passWatermark = false;
        return Next.Advance(Watermark);
    }

    private bool NextEnded()
    {
        var slices = _slices.Slices;
        if (slices.Count == 0 || slices[0] + _size > Watermark)
        {
            return false;
        }

        _slice = slices[0];
        _emitting = _slices.Iterate(_slice);
        return true;
    }

    private InvalidOperationException OutOfRange(long ticks) =>
        new($"Window '{Uid}' got a record with the event time {new DateTime(ticks, DateTimeKind.Utc):O}, and no window of {_windows} around it "
            + "lies within the years 1 to 9999. Filter such records out before the window.");

    private InvalidOperationException NoTimes() =>
        new($"Window '{Uid}' got a record without event time. Call WithWatermarks on the stream before KeyBy.");
}
