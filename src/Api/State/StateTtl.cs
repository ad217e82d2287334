namespace ActorStream;

/// <summary>
/// How long a state keeps what was not touched: its time to live. Per key, and per element in maps and lists.
/// <code>
/// _session = ValueState&lt;Session&gt;("session", ttl: StateTtl.After(TimeSpan.FromMinutes(30)).SinceLastRead().InEventTime());
/// </code>
/// </summary>
/// <remarks>
/// <para><b>Invisible at once.</b> From the instant at which it expires, a value is not seen any more, as if it had been removed. It is
/// taken out of memory, and given to the state's expiry handler, up to a sixteenth of the duration later. Both survive a restore
/// exactly.</para>
/// <para><b>Event time.</b> A write counts from the event time of its record or timer, and a value expires for a record or timer of that
/// event time or later, and when the watermark gets there: what a key sees of its own does not depend on how other keys get on.</para>
/// <para><b>Changing it.</b> A time to live can be given to a state that has none: what it holds then lives for the duration from the
/// restore on. It can be taken away: nothing expires any more. A changed duration counts from the next write on; a changed clock as one
/// newly given.</para>
/// </remarks>
public sealed record StateTtl
{
    private StateTtl(TimeSpan duration) => Duration = duration;

    /// <summary>How long after the last write, or read, a value expires. More than zero.</summary>
    public TimeSpan Duration { get; }

    /// <summary>What time it is counted in. Default: processing time.</summary>
    public TimerClock Clock { get; private init; } = TimerClock.ProcessingTime;

    /// <summary>Whether reading a value makes it live longer as well. Default: no.</summary>
    public bool IsRefreshedByReads { get; private init; }

    /// <summary>How far reads, timers and handlers may be behind: a sixteenth of the duration.</summary>
    internal long GranularityTicks => Math.Max(1, Duration.Ticks / 16);

    /// <summary>Values expire so long after they were last written, in processing time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not positive.</exception>
    public static StateTtl After(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return new StateTtl(duration);
    }

    /// <summary>Counted in the operator's event time instead of the wall clock.</summary>
    public StateTtl InEventTime() => this with { Clock = TimerClock.EventTime };

    /// <summary>
    /// Counted from the last read too, instead of the last write alone. Reads within a sixteenth of the duration after one another count
    /// as one.
    /// </summary>
    public StateTtl SinceLastRead() => this with { IsRefreshedByReads = true };
}

/// <summary>Handles what expired of a state with a time to live.</summary>
/// <param name="entry">The value; of a map, the entry; of a list, the element; of an aggregating state, the result.</param>
/// <param name="context">The key that it belonged to.</param>
/// <param name="output">Takes what is emitted.</param>
public delegate void ExpiryHandler<TKey, in TEntry, TOut>(TEntry entry, KeyedContext<TKey> context, Collector<TOut> output);
