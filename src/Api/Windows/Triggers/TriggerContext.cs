namespace ActorStream;

/// <summary>A window, to its trigger. Valid during the call that got it; what is set is kept per key and window, in every
/// checkpoint.</summary>
public sealed class TriggerContext
{
    private readonly Action<long, TimerClock> _setTimer;

    internal TriggerContext(TimerClock clock, Action<long, TimerClock> setTimer) => (Clock, _setTimer) = (clock, setTimer);

    /// <summary>The window; of global windows all time.</summary>
    public TimeWindow Window => Span.ToWindow();

    /// <summary>The clock that the window goes by.</summary>
    public TimerClock Clock { get; }

    /// <summary>The time of that clock: the watermark, <see cref="DateTimeOffset.MinValue"/> before the first, or the wall clock.</summary>
    public DateTimeOffset Now => new(Math.Clamp(NowTicks, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero);

    /// <summary>The time by which the record was given its window; of a timer the time it was set to.</summary>
    public DateTimeOffset Time => new(RecordTicks, TimeSpan.Zero);

    /// <summary>Records added since the window was last emitted.</summary>
    public long Records => State.Records;

    /// <summary>A number of the trigger's own, 0 to begin with. Where windows become one, the greatest stays.</summary>
    public long Memory
    {
        get => State.Memory;
        set => State.Memory = value;
    }

    internal WindowSpan Span { get; set; }

    /// <summary>The record or timer being handled.</summary>
    internal ProcessContext Handled { get; set; } = null!;

    internal long NowTicks => Clock == TimerClock.EventTime ? Handled.WatermarkTicks : ProcessingTicks;

    internal long ProcessingTicks => Handled.ProcessingTime.UtcTicks;

    internal long RecordTicks { get; set; }

    internal OpenWindow State;

    /// <summary>
    /// Calls <see cref="WindowTrigger.OnTimer"/> for this window once the clock reaches the time. A window has one timer per clock: setting
    /// it again moves it. Where windows become one, the earliest
    /// stays.
    /// </summary>
    public void SetTimer(DateTimeOffset time, TimerClock clock) => SetTimer(time.UtcTicks, clock);

    /// <summary>When the timer of a clock is due; null: it is not set.</summary>
    public DateTimeOffset? TimerOf(TimerClock clock) =>
        State.TimerOf(clock) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    internal void SetTimer(long ticks, TimerClock clock)
    {
        if (State.TimerOf(clock) != ticks)
        {
            State.SetTimer(clock, ticks);
            _setTimer(ticks, clock);
        }
    }
}

/// <summary>What is kept of a window beside its records.</summary>
internal record struct OpenWindow
{
    /// <summary>Records in it, where they are kept one by one.</summary>
    public long Kept;

    /// <summary>Records since it was last emitted.</summary>
    public long Records;

    /// <summary>The trigger's own.</summary>
    public long Memory;

    /// <summary>When the trigger's timers are due; 0: not set.</summary>
    public long EventTimer;

    /// <inheritdoc cref="EventTimer"/>
    public long ClockTimer;

    internal readonly long TimerOf(TimerClock clock) => clock == TimerClock.EventTime ? EventTimer : ClockTimer;

    internal void SetTimer(TimerClock clock, long ticks)
    {
        if (clock == TimerClock.EventTime)
        {
            EventTimer = ticks;
        }
        else
        {
            ClockTimer = ticks;
        }
    }

    /// <summary>Two windows become one.</summary>
    internal readonly OpenWindow With(OpenWindow other) => this with
    {
        Kept = Kept + other.Kept,
        Records = Records + other.Records,
        Memory = Math.Max(Memory, other.Memory),
        EventTimer = Earliest(EventTimer, other.EventTimer),
        ClockTimer = Earliest(ClockTimer, other.ClockTimer),
    };

    private static long Earliest(long one, long other) => one == 0 ? other : other == 0 ? one : Math.Min(one, other);
}
