using System.Numerics;

namespace ActorStream.Bench.Comparison;

/// <summary>
/// Counts values from zero on in buckets that are an eighth of a percent to 1.6 percent wide: as wide in proportion for small values as for
/// great ones, so a few thousand counters have everything from a nanosecond to minutes. Used by one thread.
/// </summary>
internal sealed class Histogram
{
    private const int Bits = 6; // of a value behind its first one
    private const int Sub = 1 << Bits;
    private readonly long[] _counts = new long[(64 - Bits) * Sub];

    internal long Count { get; private set; }

    internal long Max { get; private set; }

    internal void Record(long value)
    {
        value = Math.Max(0, value);
        _counts[BucketOf(value)]++;
        Count++;
        Max = Math.Max(Max, value);
    }

    internal void Add(Histogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The value that a share of all does not exceed, at most a bucket too high.</summary>
    /// <param name="share">From 0 to 1.</param>
    internal long Percentile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(Count * share));
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank) return Math.Min(Max, HighestOf(i));
        }

        return Max;
    }

    private static int BucketOf(long value)
    {
        // Below Sub each value has a bucket; above, each doubling has Sub of them.
        if (value < Sub) return (int)value;
        var shift = BitOperations.Log2((ulong)value) - Bits;
        return ((shift + 1) * Sub) + (int)((value >> shift) - Sub);
    }

    private static long HighestOf(int bucket)
    {
        if (bucket < Sub) return bucket;
        var shift = (bucket / Sub) - 1;
        return ((long)((bucket % Sub) + Sub + 1) << shift) - 1;
    }
}
