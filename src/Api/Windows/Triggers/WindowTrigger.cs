namespace ActorStream;

/// <summary>Says when a window is emitted, by the times and the number of its records. Shared by all subtasks: must have no state of its
/// own.</summary>
/// <remarks>The window is dropped at its end (and the allowed lateness), whatever its trigger says.</remarks>
public abstract class WindowTrigger
{
    /// <summary>When the window ends, and again for each record that comes after it within the allowed lateness. What windows have if
    /// nothing else is said.</summary>
    public static WindowTrigger AtEnd { get; } = new EndTrigger(null, null);

    /// <summary>At the window's end, and before it as time goes by, where records came since the last time.</summary>
    /// <param name="interval">By the wall clock, above zero; begins with the first record since the window was last emitted.</param>
    public static WindowTrigger AtEndAndEvery(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        return new EndTrigger(interval, null);
    }

    /// <summary>At the window's end, and before it whenever so many records came.</summary>
    /// <param name="records">Above zero.</param>
    public static WindowTrigger AtEndAndOnCount(int records)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(records, 1);
        return new EndTrigger(null, records);
    }

    /// <summary>Whenever so many records came, and not at the window's end.</summary>
    /// <param name="records">Above zero.</param>
    public static WindowTrigger OnCount(int records)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(records, 1);
        return new CountTrigger(records);
    }

    /// <summary>Whenever a clock passes a multiple of the interval, where records came since the last time, and at the window's
    /// end.</summary>
    /// <param name="interval">Above zero.</param>
    /// <param name="clock">Which clock.</param>
    public static WindowTrigger Every(TimeSpan interval, TimerClock clock = TimerClock.EventTime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        return new IntervalTrigger(interval, clock);
    }

    /// <summary>The same times; the window's records are forgotten each time it is emitted, so that each result is of what came since the
    /// one before.</summary>
    public WindowTrigger Purging() => new PurgingTrigger(this);

    /// <summary>A record was added to a window.</summary>
    protected internal abstract TriggerResult OnRecord(TriggerContext context);

    /// <summary>A timer of the window came due.</summary>
    protected internal virtual TriggerResult OnTimer(FiredTimer timer, TriggerContext context) => TriggerResult.Continue;
}

/// <summary>Says when a window is emitted, by its records as well: see <see cref="WindowTrigger"/>.</summary>
/// <typeparam name="T">The records.</typeparam>
public abstract class WindowTrigger<T>
{
    /// <inheritdoc cref="WindowTrigger.OnRecord"/>
    /// <param name="record">The record.</param>
    /// <param name="context">The window.</param>
    protected internal abstract TriggerResult OnRecord(in T record, TriggerContext context);

    /// <inheritdoc cref="WindowTrigger.OnTimer"/>
    protected internal virtual TriggerResult OnTimer(FiredTimer timer, TriggerContext context) => TriggerResult.Continue;
}

/// <summary>What becomes of a window.</summary>
[Flags]
public enum TriggerResult
{
    /// <summary>Nothing.</summary>
    Continue = 0,

    /// <summary>It is emitted.</summary>
    Fire = 1,

    /// <summary>Its records are forgotten.</summary>
    Purge = 2,

    /// <summary>Both, in this order.</summary>
    FireAndPurge = Fire | Purge,
}
