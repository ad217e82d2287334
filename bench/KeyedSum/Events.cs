namespace ActorStream.Bench.KeyedSum;

/// <summary>An event of the workload: 16 bytes.</summary>
public readonly record struct Event(long Key, long Value);

/// <summary>The same events for every contestant: keys drawn uniformly from a million, precomputed so that drawing costs nobody anything.</summary>
internal static class Events
{
    internal const int Keys = 1_000_000;

    /// <summary>A block that is read again and again: large enough not to sit in a cache, 64 MiB.</summary>
    internal static readonly Event[] Block = Make(1 << 22);

    private static Event[] Make(int count)
    {
        var random = new Random(17);
        var events = new Event[count];
        for (var i = 0; i < count; i++)
        {
            // Spread keys over the whole range of long, as ids are.
            events[i] = new Event(unchecked((random.Next(Keys) + 1) * (long)0x9E3779B97F4A7C15), i & 7);
        }

        return events;
    }
}
