namespace ActorStream;

/// <summary>Decides which windows a record belongs to.</summary>
public abstract class WindowAssigner
{
    private protected WindowAssigner(TimeSpan size, TimeSpan offset) => (Size, Offset) = (size, offset);

    /// <summary>Length of a window.</summary>
    public TimeSpan Size { get; }

    /// <summary>Shift of the windows' starts against 0001-01-01T00:00:00Z.</summary>
    public TimeSpan Offset { get; }

    /// <summary>Start of the slice that holds the time, in UTC ticks.</summary>
    internal long SliceOf(long ticks)
    {
        var into = (ticks - Offset.Ticks) % Size.Ticks;
        return ticks - (into < 0 ? into + Size.Ticks : into);
    }
}

/// <summary>Windows of one size that touch and do not overlap.</summary>
public sealed class TumblingWindows : WindowAssigner
{
    private TumblingWindows(TimeSpan size, TimeSpan offset)
        : base(size, offset)
    {
    }

    /// <summary>Windows of this size.</summary>
    /// <param name="size">Above zero. A day means a UTC day.</param>
    /// <param name="offset">Shift of the starts, at least zero and below the size; none by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or offset outside its range.</exception>
    public static TumblingWindows Of(TimeSpan size, TimeSpan offset = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(size, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, size);
        return new TumblingWindows(size, offset);
    }

    /// <inheritdoc/>
    public override string ToString() => Offset == TimeSpan.Zero ? $"tumbling {Size:c}" : $"tumbling {Size:c} offset {Offset:c}";
}
