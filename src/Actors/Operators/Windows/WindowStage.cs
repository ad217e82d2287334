using System.Runtime.CompilerServices;
using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// Windows that end with event time: one table of accumulators per slice of time. A window is emitted, key by key, when the watermark reaches
/// its end; a slice is dropped with the last window that it belongs to. No timer per key and window.
/// </summary>
internal sealed class WindowStage<TKey, TIn, TAcc, TOut> : KeyedStage<TKey, TIn, TOut>
{
    private readonly WindowPlan<TIn> _windows;
    private readonly SliceLayout _layout;
    private readonly IWindowAggregate<TIn, TKey, TAcc, TOut> _aggregate;
    private readonly SliceState<TKey, TAcc> _slices;
    private readonly SlidingPanes<TKey, TIn, TAcc, TOut>? _panes;
    private readonly MergedSlices<TKey, TAcc>? _merged;
    private readonly SliceEntries<TKey, TAcc> _read = new(hasHashes: false);
    private readonly Collector<TIn>? _late;

    // The cursor: the batch being handled and its next record; or what reads the window being emitted and the next of the entries that were read,
    // and the watermark to pass on behind it.
    private RecordBatch<TIn>? _batch;
    private int _index;
    private Func<SliceEntries<TKey, TAcc>, bool>? _emitting;
    private int _next;
    private TimeWindow _window;
    private long _end;
    private bool _passWatermark;

    // All windows up to here have been emitted; and of which keys those behind it, which is not the same for all behind some restores.
    private long _emitted = long.MinValue;
    private IReadOnlyList<KeyTime>? _restored;

    internal WindowStage(WindowNode<TKey, TIn, TAcc, TOut> node, Stage<TOut> next, StageContext context)
        : base(node.Uid!.Value.Value, new StateDeclarations(), next, context)
    {
        (_windows, _layout, _aggregate) = (node.Windows, node.Windows.Slices!, node.Aggregate);
        _late = _windows.Late is { } late ? Output.Sides.Find(late) : null;
        _slices = Backend.Slices(new SliceStateDescriptor<TAcc>("window"));
        if (_layout.Sharing == SliceSharing.Merged && Backend.IsInMemory)
        {
            _panes = new SlidingPanes<TKey, TIn, TAcc, TOut>(
                _slices, _layout.SlicesPerWindow, Range, _aggregate, context.Environment.StateMemory);
        }
        else if (_layout.Sharing != SliceSharing.None)
        {
            _merged = new MergedSlices<TKey, TAcc>(_slices, Backend, _aggregate.Create, (IWindowMerge<TAcc>)_aggregate);
        }
    }

    public override async ValueTask OpenAsync(IReadOnlyList<OperatorSnapshot> restored, CancellationToken cancellation)
    {
        await base.OpenAsync(restored, cancellation);
        _emitted = KeyTimes.Min(static part => part.Watermark);
        _restored = _emitted < Watermark ? KeyTimes : null;
    }

    public override ValueTask CloseAsync()
    {
        _panes?.Dispose();
        return base.CloseAsync();
    }

    internal override bool Push(RecordBatch<TIn> batch)
    {
        (_batch, _index) = (batch, 0);
        Backend.Prepare(((Column<TKey>)batch.Keys!).Items.AsSpan(0, batch.Count), batch.Hashes!.Items.AsSpan(0, batch.Count));
        Output.Begin(hasTimes: true, batch.Split);
        return HandleRecords();
    }

    internal override bool Resume() => Output.Resume() && (_batch is null || HandleRecords()) && (!_passWatermark || Continue());

    internal override bool End() => Next.End();

    protected override bool OnWatermark()
    {
        _passWatermark = true;
        Output.Begin(hasTimes: true, split: -1);
        return Continue();
    }

    private bool HandleRecords()
    {
        var batch = _batch!;
        var times = (batch.Times ?? throw NoTimes()).Items;
        var values = batch.Values!.Items;
        var keys = ((Column<TKey>)batch.Keys!).Items;
        var hashes = batch.Hashes!.Items;
        var count = batch.Count;
        var (start, end, slice) = (0L, 0L, 0L);
        var isOver = false;
        PagedTable<TKey, TAcc>? table = null;
        for (var i = _index; i < count; i++)
        {
            var time = times[i];
            if (time < start || time >= end)
            {
                (start, end) = SliceOf(time);
                var lastEnd = _layout.LastEnd(start);
                isOver = lastEnd <= Watermark;
                slice = _layout.Sharing == SliceSharing.Folded && end <= _emitted ? _layout.StartOf(lastEnd) : start;
                table = isOver ? null : _slices.Direct(slice);
            }

            if (isOver)
            {
                if (!OnLate(values[i], time))
                {
                    _index = i + 1;
                    return false;
                }

                continue;
            }

            if (table is not null && (i == _index || NearSlots.BeginsGroup(i)))
            {
                table.Prefetch(hashes.AsSpan(0, count), i, isFirst: i == _index);
            }

            ref var acc = ref table is not null ? ref table.Near(NearSlots.PlaceOf(i), keys[i]) : ref Unsafe.NullRef<TAcc>();
            if (Unsafe.IsNullRef(ref acc))
            {
                acc = ref Search(slice, keys[i], hashes[i])!;
            }

            _aggregate.Add(ref acc, values[i]);
            _panes?.OnAdded(slice, keys[i], hashes[i], values[i]);
        }

        _batch = null;
        return _late is null || Output.Flush();
    }

    /// <summary>The accumulator of a key, a new one if there was none; not a part of the loop's code, which seldom needs it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TAcc Search(long slice, in TKey key, ulong hash)
    {
        ref var acc = ref _slices.GetOrAdd(slice, key, hash, out var added);
        if (added)
        {
            acc = _aggregate.Create();
        }

        return ref acc!;
    }

    /// <summary>Answers whether there is room for another.</summary>
    private bool OnLate(in TIn record, long time)
    {
        Context.Metrics.CountLate(1);
        if (_late is null)
        {
            return true;
        }

        _late.CurrentTime = time;
        _late.Emit(record);
        return !Output.IsBlocked;
    }

    private bool Continue()
    {
        while (_emitting is not null || NextEnded())
        {
            if (!EmitWindow())
            {
                return false;
            }

            _emitting = null;
            _emitted = _end;
            DropOver();
        }

        if (!Output.Flush())
        {
            return false;
        }

        (_emitted, _restored) = (Watermark, null);
        _passWatermark = false;
        return Next.Advance(Watermark);
    }

    /// <summary>Answers whether there was room for all of it.</summary>
    private bool EmitWindow()
    {
        Output.CurrentTime = _end - 1;
        do
        {
            while (_next < _read.Count)
            {
                var i = _next++;
                if (_restored is not null && IsEmitted(_read.Keys[i]))
                {
                    continue;
                }

                Output.Emit(_aggregate.Result(_read.Keys[i], _window, _read.Values[i]));
                if (Output.IsBlocked)
                {
                    return false;
                }
            }

            _next = 0;
        }
        while (_emitting!(_read));
        return true;
    }

    private bool IsEmitted(in TKey key)
    {
        var hash = KeyHash.For<TKey>().Hash(key);
        return _restored!.All(part => part.Watermark >= _end || !part.Keys.Contains(hash));
    }

    private bool NextEnded()
    {
        if (_slices.Slices is not [var first, ..] || _layout.NextEnd(first, _emitted) is var end && end > Watermark)
        {
            return false;
        }

        _end = end;
        var start = _layout.StartOf(end);
        _window = TimeWindow.OfTicks(start, end);
        _emitting = _layout.Sharing switch
        {
            SliceSharing.Merged when _panes is not null => Slide(start, end),
            SliceSharing.Merged => _merged!.Merge(start, end).Read,
            SliceSharing.Folded => _merged!.Fold(start, end).Read,
            _ => _slices.Iterate(first).Read,
        };
        return true;
    }

    private Func<SliceEntries<TKey, TAcc>, bool> Slide(long start, long end)
    {
        _panes!.MoveTo(start, end);
        return _panes.Read;
    }

    /// <summary>Drops the slices of which no window is left.</summary>
    private void DropOver()
    {
        _merged?.Clear();
        while (_slices.Slices is [var first, ..] && _layout.LastEnd(first) <= _end)
        {
            _slices.Drop(first);
        }
    }

    private (long Start, long End) SliceOf(long time)
    {
        var slice = time == long.MinValue ? throw NoTimes() : _layout.SliceAt(time);
        var isWithin = _layout.StartOf(_layout.NextEnd(slice.Start, slice.End - 1)) >= 0 && _layout.LastEnd(slice.Start) <= DateTime.MaxValue.Ticks;
        return isWithin ? slice
            : throw new InvalidOperationException(
                $"Window '{Uid}' got a record with the event time {new DateTime(time, DateTimeKind.Utc):O}, and not all windows "
                + $"({_windows.Name}) around it lie within the years 1 to 9999. Filter such records out before the window.");
    }

    private InvalidOperationException NoTimes() =>
        new($"Window '{Uid}' got a record without event time. Call WithWatermarks on the stream before KeyBy.");
}
