namespace ActorStream.Backends;

/// <summary>Time as one state with a time to live sees it.</summary>
/// <param name="state">What was declared.</param>
/// <param name="ttl">Its time to live.</param>
/// <param name="clock">The operator's times.</param>
/// <param name="setTimer">Sets a timer of the current key.</param>
/// <param name="later">Does something once the record or timer being handled is done with.</param>
internal sealed class StateTime(
    StateDescriptor state, StateTtl ttl, IStateClock clock, Action<TimerClock, long> setTimer, Action<Action> later)
{
    /// <summary>The time of a timer that fires at the first moment that there is time.</summary>
    public const long AtOnce = 0;

    private readonly long _granularity = ttl.GranularityTicks;

    public StateDescriptor State { get; } = state;

    public StateTtl Ttl { get; } = ttl;

    /// <summary>Something was restored that had no time to live, or one of another clock.</summary>
    public bool MustAdopt { get; private set; }

    public void OnAdopted() => MustAdopt = true;

    public bool HasExpired(long expires) => expires != Expiring<int>.NotSetYet && expires <= clock.Now(Ttl.Clock);

    /// <summary>When what is written now expires.</summary>
    /// <exception cref="InvalidOperationException">It is not known what time it is.</exception>
    public long Next()
    {
        var written = clock.Written(Ttl.Clock);
        return written != long.MinValue ? After(written) : throw new InvalidOperationException(
            $"State '{State.Name}' lives for {Ttl.Duration} in event time, and neither the record has one nor is there a watermark yet. "
            + "Call WithWatermarks on the stream before KeyBy, or count in processing time.");
    }

    /// <summary>When what is read now expires, if that is to be kept: reads close behind each other count as one.</summary>
    public bool IsRefreshed(long expires, out long next)
    {
        next = expires;
        if (!Ttl.IsRefreshedByReads)
        {
            return false;
        }

        next = Next();
        return next - _granularity >= expires;
    }

    /// <summary>
    /// When a value expires whose time was not set yet: now and its time to live. False if it is not known what time it is.
    /// </summary>
    public bool TryAdopt(out long expires)
    {
        var now = clock.Now(Ttl.Clock);
        expires = now == long.MinValue ? Expiring<int>.NotSetYet : After(now);
        return now != long.MinValue;
    }

    /// <summary>Has the current key looked at when that is due; at the first moment that there is time, if it is not set yet.</summary>
    public void SetTimer(long expires)
    {
        var rounded = expires <= AtOnce ? AtOnce
            : expires > Instant.EndOfTime - _granularity ? Instant.EndOfTime
            : (expires + _granularity - 1) / _granularity * _granularity;

        // A timer that comes due before what it is for has expired would be set again and again.
        if (rounded >= expires)
        {
            setTimer(Ttl.Clock, rounded);
        }
    }

    public void Later(Action handle) => later(handle);

    /// <summary>Nothing expires later than the end of time: at the end of a bounded input all that is left does.</summary>
    private long After(long time) => Instant.After(time, Ttl.Duration.Ticks);
}
