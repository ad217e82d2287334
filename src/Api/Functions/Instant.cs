namespace ActorStream;

/// <summary>Instants in UTC ticks, and how far they go: from year 1 to 9999.</summary>
internal static class Instant
{
    /// <summary>
    /// The last instant there is. A timer of event time that is set to it fires with the last watermark, at the end of the input.
    /// </summary>
    internal static readonly long EndOfTime = DateTime.MaxValue.Ticks;

    /// <summary>So long after an instant, or before it if the time is negative; not beyond either end of time.</summary>
    internal static long After(long ticks, long time) =>
        Math.Clamp(ticks + Math.Clamp(time, -EndOfTime, EndOfTime), 0, EndOfTime);
}
