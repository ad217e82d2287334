using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>Runs a keyed process function: its records, then the timers that a watermark or the clock makes due, one key at a time.</summary>
internal class KeyedProcessStage<TKey, TIn, TOut> : KeyedStage<TKey, TIn, TOut>
{
    /// <summary>Keys are announced to the backend this many at a time, one group ahead.</summary>
    private const int PrefetchGroup = 16;

    /// <summary>Longest wait of one timer; a later one is armed again then.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    private readonly KeyedProcessFunction<TKey, TIn, TOut> _function;
    private readonly CurrentKey _key;
    private readonly TimerState<TKey> _eventTimers;
    private readonly TimerState<TKey> _clockTimers;

    // The cursor: a batch and its next record, or the watermark whose timers are firing, or the clock's.
    private RecordBatch<TIn>? _batch;
    private int _index;
    private bool _passWatermark;
    private long _clockDue = long.MinValue;

    internal KeyedProcessStage(string uid, KeyedProcessFunction<TKey, TIn, TOut> function, Stage<TOut> next, StageContext context)
        : base(uid, function.States, next, context)
    {
        _function = function;
        function.States.BindTo(Backend);
        _eventTimers = Backend.Timers(TimerKind.EventTime);
        _clockTimers = Backend.Timers(TimerKind.ProcessingTime);
        _key = new CurrentKey(this);
    }

    public override async ValueTask OpenAsync(IReadOnlyList<OperatorSnapshot> restored, CancellationToken cancellation)
    {
        await base.OpenAsync(restored, cancellation);
        await _function.OpenAsync(Context.Function(Uid), cancellation);
    }

    public override async ValueTask CloseAsync()
    {
        try
        {
            await _function.CloseAsync();
        }
        finally
        {
            await base.CloseAsync();
        }
    }

    /// <summary>After a restore the clock's timers are set again.</summary>
    public override void OnOpened() => ArmClock();

    internal sealed override bool Push(RecordBatch<TIn> batch)
    {
        (_batch, _index) = (batch, 0);
        Output.Begin(batch.Times is not null, batch.Split);
        return Continue();
    }

    internal override bool Resume() => Output.Resume() && Continue();

    internal override bool End() => Next.End();

    protected override bool OnWatermark()
    {
        _passWatermark = true;
        return Continue();
    }

    private bool Continue()
    {
        if (_batch is not null)
        {
            if (!HandleRecords(_batch))
            {
                return false;
            }

            _batch = null;
            return Output.Flush();
        }

        return Fire(_clockTimers, TimerClock.ProcessingTime, ref _clockDue) && FireEventTimers();
    }

    private bool HandleRecords(RecordBatch<TIn> batch)
    {
        var count = batch.Count;
        var values = batch.Values!.Items;
        var keys = ((Column<TKey>)batch.Keys!).Items;
        var hashes = batch.Hashes!.Items;
        var times = batch.Times?.Items;
        if (_index == 0)
        {
            Backend.Prefetch(hashes.AsSpan(0, Math.Min(PrefetchGroup, count)));
        }

        for (var i = _index; i < count; i++)
        {
            if (i % PrefetchGroup == 0 && i + PrefetchGroup < count)
            {
                Backend.Prefetch(hashes.AsSpan(i + PrefetchGroup, Math.Min(PrefetchGroup, count - i - PrefetchGroup)));
            }

            Backend.SetCurrent(keys[i], hashes[i]);
            Output.CurrentTime = times is null ? long.MinValue : times[i];
            _function.Process(values[i], _key, Output);
            if (Output.IsBlocked)
            {
                _index = i + 1;
                Backend.ClearCurrent();
                return false;
            }
        }

        Backend.ClearCurrent();
        return true;
    }

    private bool FireEventTimers()
    {
        if (!_passWatermark)
        {
            return true;
        }

        var due = Watermark;
        if (!Fire(_eventTimers, TimerClock.EventTime, ref due))
        {
            return false;
        }

        _passWatermark = false;
        return Next.Advance(Watermark);
    }

    /// <summary>Fires the timers up to <paramref name="due"/>, which is set to the least value once all have.</summary>
    private bool Fire(TimerState<TKey> timers, TimerClock clock, ref long due)
    {
        if (due == long.MinValue)
        {
            return true;
        }

        Output.Begin(hasTimes: true, split: -1);
        while (timers.TryPopDue(due, out var key, out var hash, out var time))
        {
            Backend.SetCurrent(key, hash);
            Output.CurrentTime = time;
            _function.OnTimer(new FiredTimer(clock, new DateTimeOffset(time, TimeSpan.Zero)), _key, Output);
            if (Output.IsBlocked)
            {
                Backend.ClearCurrent();
                return false;
            }
        }

        Backend.ClearCurrent();
        due = long.MinValue;
        return Output.Flush();
    }

    /// <summary>Wakes the subtask for the clock's earliest timer.</summary>
    private void ArmClock()
    {
        if (_clockTimers.TryPeek(out var time))
        {
            var delay = TimeSpan.FromTicks(Math.Max(0, time - Context.Time.GetUtcNow().UtcTicks));
            Context.SetTimer(this, delay < MaxDelay ? delay : MaxDelay, OnClock);
        }
    }

    private void OnClock() =>
        Context.WhenIdle(() =>
        {
            _clockDue = Context.Time.GetUtcNow().UtcTicks;
            var idle = Continue();
            ArmClock();
            return idle;
        });

    private sealed class CurrentKey(KeyedProcessStage<TKey, TIn, TOut> stage) : KeyedContext<TKey>
    {
        public override TKey Key => stage.Backend.CurrentKey;

        internal override long EventTicks => stage.Output.CurrentTime;

        internal override long WatermarkTicks => stage.Watermark;

        internal override TimeProvider Clock => stage.Context.Time;

        public override void SetTimer(DateTimeOffset time, TimerClock clock)
        {
            var backend = stage.Backend;
            if (clock == TimerClock.EventTime)
            {
                stage._eventTimers.Register(backend.CurrentKey, backend.CurrentHash, time.UtcTicks);
                return;
            }

            var isFirst = !stage._clockTimers.TryPeek(out var first) || time.UtcTicks < first;
            stage._clockTimers.Register(backend.CurrentKey, backend.CurrentHash, time.UtcTicks);
            if (isFirst)
            {
                stage.ArmClock();
            }
        }

        public override bool CancelTimer(DateTimeOffset time, TimerClock clock)
        {
            var backend = stage.Backend;
            var timers = clock == TimerClock.EventTime ? stage._eventTimers : stage._clockTimers;
            return timers.Delete(backend.CurrentKey, backend.CurrentHash, time.UtcTicks);
        }
    }
}
