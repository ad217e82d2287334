using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>What a function does with a timer that came due.</summary>
internal delegate void TimerHandler<TKey, TOut>(FiredTimer timer, KeyedContext<TKey> context, Collector<TOut> output);

/// <summary>
/// Runs a function behind a key: its records, then the timers that a watermark or the clock makes due, one key at a time.
/// </summary>
internal class KeyedProcessStage<TKey, TIn, TOut> : KeyedStage<TKey, TIn, TOut>, IStateClock
{
    /// <summary>Longest wait of one timer; a later one is armed again then.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    private readonly OperatorFunction _function;
    private readonly RecordErrors? _errors;
    private readonly TimerHandler<TKey, TOut> _onTimer;
    private readonly KeyedRecordLoop<TKey, TIn, TOut> _records;
    private readonly CurrentKey _key;
    private readonly TimerState<TKey> _eventTimers;
    private readonly TimerState<TKey> _clockTimers;
    private readonly StateExpiry<TKey> _expiry;

    // Time as state that expires sees it: event time of the timers fired so far, and the wall clock as it was last read, at most once per
    // batch.
    private long _eventNow = long.MinValue;
    private long _clockNow = long.MinValue;
    private bool _isClockTimer;
    private bool _isOpened;

    // The cursor, beside that of the records: the watermark whose timers are firing, or the clock's.
    private bool _passWatermark;
    private long _clockDue = long.MinValue;

    /// <param name="uid">The operator.</param>
    /// <param name="function">What is opened, closed, and has declared states.</param>
    /// <param name="handle">Its handler of records.</param>
    /// <param name="onTimer">Its handler of timers.</param>
    /// <param name="next">The next stage.</param>
    /// <param name="context">Where it runs.</param>
    /// <param name="errors">What becomes of a record at which it throws; null: the job fails.</param>
    internal KeyedProcessStage(
        string uid,
        OperatorFunction function,
        KeyedRecordHandler<TKey, TIn, TOut> handle,
        TimerHandler<TKey, TOut> onTimer,
        Stage<TOut> next,
        StageContext context,
        RecordErrors? errors = null)
        : base(uid, function.States, next, context)
    {
        (_function, _onTimer, _errors) = (function, onTimer, errors);
        _expiry = new StateExpiry<TKey>(Backend, this);
        function.States.BindTo(_expiry);
        _eventTimers = Backend.Timers(TimerKind.EventTime);
        _clockTimers = Backend.Timers(TimerKind.ProcessingTime);
        _key = new CurrentKey(this);
        function.States.HandleExpiryWith(_key, Output);
        _records = LoopOf(handle);
    }

    public override async ValueTask OpenAsync(IReadOnlyList<OperatorSnapshot> restored, CancellationToken cancellation)
    {
        await base.OpenAsync(restored, cancellation);
        _eventNow = Watermark;
        ReadClock();
        _expiry.Adopt();
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
    public override void OnOpened()
    {
        _isOpened = true;
        ArmClock();
    }

    long IStateClock.Now(TimerClock clock) => clock == TimerClock.ProcessingTime ? _clockNow
        : _isClockTimer ? _eventNow
        : Math.Max(_eventNow, Output.CurrentTime);

    long IStateClock.Written(TimerClock clock) => clock == TimerClock.ProcessingTime ? _clockNow
        : _isClockTimer || Output.CurrentTime == long.MinValue ? _eventNow
        : Output.CurrentTime;

    void IStateClock.OnEarlierTimer()
    {
        if (_isOpened)
        {
            ArmClock();
        }
    }

    internal sealed override bool Push(RecordBatch<TIn> batch) => _records.Push(batch);

    internal override bool Resume() => Output.Resume() && Continue();

    internal override bool End() => Next.End();

    protected override bool OnWatermark()
    {
        _passWatermark = true;
        ReadClock();
        return Continue();
    }

    /// <summary>What hands the records of one of the stage's inputs to the function.</summary>
    protected KeyedRecordLoop<TKey, TRecord, TOut> LoopOf<TRecord>(KeyedRecordHandler<TKey, TRecord, TOut> handle) =>
        new(handle, Backend, _expiry, _key, Output, ReadClock, _errors);

    private bool Continue()
    {
        if (_records.IsUnderWay)
        {
            return _records.Continue();
        }

        return Fire(TimerClock.ProcessingTime, ref _clockDue) && FireEventTimers();
    }

    private bool FireEventTimers()
    {
        if (!_passWatermark)
        {
            return true;
        }

        var due = Watermark;
        if (!Fire(TimerClock.EventTime, ref due))
        {
            return false;
        }

        _eventNow = Watermark;
        _passWatermark = false;
        return Next.Advance(Watermark);
    }

    /// <summary>Fires the timers up to <paramref name="due"/>, which is set to the least value once all have.</summary>
    private bool Fire(TimerClock clock, ref long due)
    {
        if (due == long.MinValue)
        {
            return true;
        }

        Output.Begin(hasTimes: true, split: -1);
        _isClockTimer = clock == TimerClock.ProcessingTime;
        while (TryPopDue(clock, due, out var key, out var hash, out var time, out var isExpiry))
        {
            Backend.SetCurrent(key, hash);
            Output.CurrentTime = time;
            _eventNow = _isClockTimer ? _eventNow : Math.Max(_eventNow, time == StateTime.AtOnce ? Watermark : time);
            if (isExpiry)
            {
                _expiry.Expire(clock);
            }
            else
            {
                _onTimer(new FiredTimer(clock, new DateTimeOffset(time, TimeSpan.Zero)), _key, Output);
                _expiry.HandleFound();
            }

            if (Output.IsBlocked)
            {
                Backend.ClearCurrent();
                return false;
            }
        }

        Backend.ClearCurrent();
        _isClockTimer = false;
        due = long.MinValue;
        return Output.Flush();
    }

    /// <summary>The next timer of both, the function's and the engine's: by time, what expires first.</summary>
    private bool TryPopDue(TimerClock clock, long due, out TKey key, out ulong hash, out long time, out bool isExpiry)
    {
        var (own, expiry) = clock == TimerClock.EventTime ? (_eventTimers, _expiry.EventTimers) : (_clockTimers, _expiry.ClockTimers);
        isExpiry = expiry.Count > 0 && expiry.TryPeek(out var expires) && (!own.TryPeek(out var next) || expires <= next);
        return (isExpiry ? expiry : own).TryPopDue(due, out key, out hash, out time);
    }

    private void ReadClock()
    {
        if (_expiry.IsUsed)
        {
            _clockNow = Math.Max(_clockNow, Context.Time.GetUtcNow().UtcTicks);
        }
    }

    /// <summary>Wakes the subtask for the clock's earliest timer.</summary>
    private void ArmClock()
    {
        var isSet = _clockTimers.TryPeek(out var time);
        if (_expiry.ClockTimers.TryPeek(out var expires))
        {
            (isSet, time) = (true, isSet ? Math.Min(time, expires) : expires);
        }

        if (isSet)
        {
            var delay = TimeSpan.FromTicks(Math.Max(0, time - Context.Time.GetUtcNow().UtcTicks));
            Context.SetTimer(this, delay < MaxDelay ? delay : MaxDelay, OnClock);
        }
    }

    private void OnClock() =>
        Context.WhenIdle(() =>
        {
            _clockDue = Context.Time.GetUtcNow().UtcTicks;
            ReadClock();
            var idle = Continue();
            ArmClock();
            return idle;
        });

    private sealed class CurrentKey(KeyedProcessStage<TKey, TIn, TOut> stage) : KeyedContext<TKey>
    {
        public override TKey Key => stage.Backend.CurrentKey;

        internal override long EventTicks => stage.Output.CurrentTime;

        internal override long WatermarkTicks => stage.Watermark;

        internal override SideCollectors Sides => stage.Output.Sides;

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

        internal override void OnLate() => stage.Context.Metrics.CountLate(1);
    }
}
