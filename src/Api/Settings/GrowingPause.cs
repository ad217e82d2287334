namespace ActorStream;

/// <summary>Pauses that grow with each failure.</summary>
internal static class GrowingPause
{
    /// <summary>
    /// The pause behind so many failures: the first one, times the factor for each further failure, and never above a bound.
    /// </summary>
    internal static TimeSpan After(long failures, TimeSpan first, TimeSpan most, double factor = 2)
    {
        if (first == TimeSpan.Zero) return first;
        // In floating point, which has no overflow: attempts may be without end.
        var ticks = first.Ticks * Math.Pow(factor, failures - 1);
        return ticks < most.Ticks ? TimeSpan.FromTicks((long)ticks) : most;
    }
}
