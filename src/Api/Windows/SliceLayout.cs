namespace ActorStream;

/// <summary>
/// How windows that are the same for all keys are cut into slices: stretches of time that belong to the same windows. All times in UTC
/// ticks; the end of a slice or window does not belong to it.
/// </summary>
internal abstract class SliceLayout
{
    /// <summary>What becomes of a slice when a window ends that it is a part of.</summary>
    internal virtual SliceSharing Sharing => SliceSharing.None;

    /// <summary>Slices of the longest window.</summary>
    internal virtual int SlicesPerWindow => 1;

    /// <summary>The slice that holds a time.</summary>
    internal abstract (long Start, long End) SliceAt(long ticks);

    /// <summary>The end of the last window that holds a slice: records of the slice are late from there on.</summary>
    internal abstract long LastEnd(long slice);

    /// <summary>The first end, behind a time, of a window that holds the slice; beyond <see cref="LastEnd"/> if there is none.</summary>
    internal abstract long NextEnd(long slice, long after);

    /// <summary>The start of the window that ends there.</summary>
    internal abstract long StartOf(long end);

    /// <summary>The greatest multiple of the step, shifted by the offset, that is not above.</summary>
    private protected static long Floor(long ticks, long step, long offset)
    {
        var into = (ticks - offset) % step;
        return ticks - (into < 0 ? into + step : into);
    }
}

/// <summary>Whether slices belong to several windows.</summary>
internal enum SliceSharing
{
    /// <summary>A slice is a window.</summary>
    None,

    /// <summary>A window is several slices, which stay for the windows that follow: they are merged apart.</summary>
    Merged,

    /// <summary>A window is all slices since its start, as are those that follow: a slice that ends is folded into the first.</summary>
    Folded,
}

/// <summary>Windows of one size that touch.</summary>
internal sealed class TumblingSlices(long size, long offset) : SliceLayout
{
    internal override (long Start, long End) SliceAt(long ticks)
    {
        var start = Floor(ticks, size, offset);
        return (start, start + size);
    }

    internal override long LastEnd(long slice) => slice + size;

    internal override long NextEnd(long slice, long after) => slice + size;

    internal override long StartOf(long end) => end - size;
}

/// <summary>Windows of one size that begin at every slide: slices are as long as what divides both.</summary>
internal sealed class SlidingSlices(long size, long slide, long offset) : SliceLayout
{
    private readonly long _slice = GreatestDivisor(size, slide);

    internal override SliceSharing Sharing => size == slide ? SliceSharing.None : SliceSharing.Merged;

    internal override int SlicesPerWindow => (int)Math.Min(size / _slice, int.MaxValue);

    internal override (long Start, long End) SliceAt(long ticks)
    {
        var start = Floor(ticks, _slice, offset);
        return (start, start + _slice);
    }

    internal override long LastEnd(long slice) => Floor(slice, slide, offset) + size;

    internal override long NextEnd(long slice, long after) =>
        Floor(Math.Max(after, slice + _slice - 1) - size, slide, offset) + slide + size;

    internal override long StartOf(long end) => end - size;

    private static long GreatestDivisor(long a, long b) => b == 0 ? a : GreatestDivisor(b, a % b);
}

/// <summary>Windows that begin together and end one step after the other, up to a size: then the next ones begin.</summary>
internal sealed class CumulativeSlices(long size, long step, long offset) : SliceLayout
{
    internal override SliceSharing Sharing => size == step ? SliceSharing.None : SliceSharing.Folded;

    internal override (long Start, long End) SliceAt(long ticks)
    {
        var start = Floor(ticks, step, Floor(ticks, size, offset));
        return (start, start + step);
    }

    internal override long LastEnd(long slice) => Floor(slice, size, offset) + size;

    internal override long NextEnd(long slice, long after) =>
        Floor(Math.Max(after, slice + step - 1), step, Floor(slice, size, offset)) + step;

    internal override long StartOf(long end) => Floor(end - 1, size, offset);
}
