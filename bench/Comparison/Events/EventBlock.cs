namespace ActorStream.Bench.Comparison;

/// <summary>
/// Events that are read again and again: the same for every contestant, and made beforehand, so that drawing keys costs nobody anything. 64
/// MiB, so that they come from memory rather than from a cache.
/// </summary>
internal static class EventBlock
{
    internal const int Length = 1 << 22;
    private const long Spread = unchecked((long)0x9E3779B97F4A7C15);

    /// <param name="keys">How many there are.</param>
    /// <param name="skew">0: each is as likely as any other; else the exponent of a Zipf distribution.</param>
    internal static Event[] Make(long keys, double skew = 0) => Make(keys, skew, KeyOf, static random => 1 + (random.Next() & 7));

    /// <summary>With keys like those drawn from all longs by chance: a multiplication does not spread them any better than they are.</summary>
    internal static Event[] MakeByChance(long keys) => Make(keys, 0, ChanceKeyOf, static random => 1 + (random.Next() & 7));

    /// <summary>All values one: sums then do not depend on the order in which the events of two sources meet.</summary>
    internal static Event[] MakeOnes(long keys) => Make(keys, 0, KeyOf, static _ => 1);

    /// <summary>The key of a number from 0 on.</summary>
    internal static long KeyOf(long number) => unchecked((number + 1) * Spread);

    /// <summary>The key at a place of an order of chance, in which each of them comes once before any comes again.</summary>
    internal static long KeyAt(long place, long keys) => KeyOf((long)((UInt128)place * 2_147_483_647 % (UInt128)keys));

    /// <summary>The same, by the last steps of SplitMix64 (Steele, Lea, Flood, 2014): a number of its own for each, none of them 0.</summary>
    private static long ChanceKeyOf(long number)
    {
        var z = (ulong)KeyOf(number);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (long)(z ^ (z >> 31));
    }

    private static Event[] Make(long keys, double skew, Func<long, long> keyOf, Func<Random, long> value)
    {
        var choice = new KeyChoice(keys, skew, seed: 17);
        var random = new Random(18);
        var events = new Event[Length];
        for (var i = 0; i < events.Length; i++) events[i] = new Event(keyOf(choice.Next()), value(random));
        return events;
    }
}
