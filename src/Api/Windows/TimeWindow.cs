namespace ActorStream;

/// <summary>An interval of event time, its end not included.</summary>
/// <param name="Start">First instant, UTC.</param>
/// <param name="End">First instant after it, UTC.</param>
public readonly record struct TimeWindow(DateTimeOffset Start, DateTimeOffset End)
{
    internal static TimeWindow OfTicks(long start, long end) =>
        new(new DateTimeOffset(start, TimeSpan.Zero), new DateTimeOffset(end, TimeSpan.Zero));
}
