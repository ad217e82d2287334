namespace ActorStream;

/// <summary>
/// Windows of activity, each key's own: a session ends when nothing came for a while. Sessions that a record connects become one.
/// </summary>
public sealed record SessionWindows : WindowAssigner
{
    private SessionWindows(TimeSpan gap) => Gap = gap;

    /// <summary>The silence after which a session ends.</summary>
    public TimeSpan Gap { get; }

    internal override bool Merges => true;

    /// <summary>Sessions that end after this much silence.</summary>
    /// <param name="gap">Above zero. A record exactly this much later begins another session.</param>
    public static SessionWindows WithGap(TimeSpan gap)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(gap, TimeSpan.Zero);
        return new SessionWindows(gap);
    }

    /// <summary>Sessions whose gap each record sets: it keeps its session open for so long.</summary>
    /// <param name="gap">Above zero for every record, anything else fails the job.</param>
    public static SessionWindows<T> WithGapOf<T>(Func<T, TimeSpan> gap)
    {
        ArgumentNullException.ThrowIfNull(gap);
        return new SessionWindows<T>(gap, TimerClock.EventTime);
    }

    /// <inheritdoc/>
    public override string ToString() => $"sessions with a gap of {Gap:c}";

    internal override void Assign(long ticks, List<WindowSpan> windows) => windows.Add(SpanOf(ticks, Gap.Ticks));

    internal static WindowSpan SpanOf(long ticks, long gap) => new(ticks, Instant.After(ticks, gap));
}

/// <summary>Sessions whose gap each record sets: see <see cref="SessionWindows.WithGapOf{T}"/>.</summary>
public sealed class SessionWindows<T>
{
    private readonly Func<T, TimeSpan> _gap;

    internal SessionWindows(Func<T, TimeSpan> gap, TimerClock clock) => (_gap, Clock) = (gap, clock);

    internal TimerClock Clock { get; }

    /// <inheritdoc cref="WindowAssigner.InProcessingTime"/>
    public SessionWindows<T> InProcessingTime() => new(_gap, TimerClock.ProcessingTime);

    internal void Assign(in T record, long ticks, List<WindowSpan> windows)
    {
        var gap = _gap(record);
        windows.Add(gap > TimeSpan.Zero ? SessionWindows.SpanOf(ticks, gap.Ticks)
            : throw new InvalidOperationException($"The gap of a session must be above zero, and a record's is {gap:c}: '{record}'."));
    }
}
