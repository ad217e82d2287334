namespace ActorStream.Bench.Windows;

/// <summary>An event of the workload: 16 bytes. When it happened follows from its number.</summary>
public readonly record struct Event(long Key, long Value);

/// <summary>The same events for every contestant: keys drawn uniformly, precomputed so that drawing costs nobody anything.</summary>
internal sealed class Events
{
    private static readonly DateTime First = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    internal Events(int keys, long perSecond)
    {
        var random = new Random(17);
        Keys = keys;
        TicksPerEvent = TimeSpan.TicksPerSecond / perSecond;
        Block = new Event[1 << 22];
        for (var i = 0; i < Block.Length; i++)
        {
            // Spread keys over the whole range of long, as ids are.
            Block[i] = new Event(unchecked((random.Next(keys) + 1) * (long)0x9E3779B97F4A7C15), i & 7);
        }
    }

    internal int Keys { get; }

    internal long TicksPerEvent { get; }

    /// <summary>A block that is read again and again: large enough not to sit in a cache, 64 MiB.</summary>
    internal Event[] Block { get; }

    /// <summary>When an event happens, in UTC ticks.</summary>
    internal long TimeOf(long number) => First.Ticks + (number * TicksPerEvent);
}
