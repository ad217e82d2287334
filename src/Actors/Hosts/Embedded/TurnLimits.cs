using System.Diagnostics;

namespace ActorStream.Actors.Hosts;

/// <summary>How long a turn may be, with the durations in ticks of the stopwatch, as the turn counts them.</summary>
internal sealed class TurnLimits(EmbeddedHostOptions options)
{
    internal int Messages { get; } = options.MessagesPerTurn;

    /// <summary>After this long the turn ends; never longer than <see cref="SlowTicks"/>, so that a slow turn is logged once.</summary>
    internal long Ticks { get; } = Math.Min(InTicks(options.TimePerTurn), InTicks(options.SlowTurn));

    internal TimeSpan Slow { get; } = options.SlowTurn;

    internal long SlowTicks { get; } = InTicks(options.SlowTurn);

    private static long InTicks(TimeSpan time) => (long)Math.Min(long.MaxValue / 2, time.TotalSeconds * Stopwatch.Frequency);
}
