namespace ActorStream.TestKit;

/// <summary>How fast a job's sources read in a simulation, so that a run lasts long enough for several checkpoints and faults.</summary>
/// <param name="RecordsPerSecond">Most records of each source per second.</param>
/// <param name="Undisturbed">How long the job then takes when nothing goes wrong.</param>
internal readonly record struct Pacing(double RecordsPerSecond, TimeSpan Undisturbed)
{
    /// <summary>As fast as a source without an end may read.</summary>
    internal const double Fast = 100_000;

    private const double Slow = 1000;
    private static readonly TimeSpan Aim = TimeSpan.FromMilliseconds(250);

    /// <param name="fast">How long the job takes at the fast pace.</param>
    /// <param name="measure">How long it takes at another.</param>
    internal static Pacing Of(TimeSpan fast, Func<double, TimeSpan> measure)
    {
        if (fast >= Aim) return new Pacing(Fast, fast);
        // What a slow source adds tells how many records there are, whatever else takes its time.
        var added = measure(Slow) - fast;
        return added <= TimeSpan.Zero ? new Pacing(Fast, fast) : new Pacing(Math.Min(Fast, Slow * (added / Aim)), fast + Aim);
    }
}
