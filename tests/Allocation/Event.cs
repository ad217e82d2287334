namespace ActorStream.Tests.Allocation;

/// <summary>A record of the gates: a key, a value, and when it happened, in ticks.</summary>
public readonly record struct Event(long Key, long Value, long Ticks)
{
    internal const int Keys = 10_000;

    /// <summary>This many records are a second of event time.</summary>
    private const long PerSecond = 200_000;

    private static readonly long Start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    internal DateTimeOffset Time => new(Ticks, TimeSpan.Zero);

    internal static Event Of(long number) =>
        new(unchecked(number * 7919 % Keys * (long)0x9E3779B97F4A7C15), number & 7, Start + number * TimeSpan.TicksPerSecond / PerSecond);
}
