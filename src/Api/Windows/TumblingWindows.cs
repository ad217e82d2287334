namespace ActorStream;

/// <summary>Windows of one size that touch and do not overlap.</summary>
public sealed record TumblingWindows : WindowAssigner
{
    private TumblingWindows(TimeSpan size, TimeSpan offset) =>
        (Size, Offset, Slices) = (size, offset, new TumblingSlices(size.Ticks, offset.Ticks));

    /// <summary>Length of a window.</summary>
    public TimeSpan Size { get; }

    /// <summary>Shift of the windows' starts against 0001-01-01T00:00:00Z.</summary>
    public TimeSpan Offset { get; }

    internal override SliceLayout Slices { get; }

    /// <summary>Windows of this size.</summary>
    /// <param name="size">Above zero, at most a million days. A day means a UTC day; for those of a time zone see
    /// <see cref="CalendarWindows"/>.</param>
    /// <param name="offset">Shift of the starts, at least zero and below the size; none by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or offset outside its range.</exception>
    public static TumblingWindows Of(TimeSpan size, TimeSpan offset = default)
    {
        RequireSize(size);
        RequireOffset(offset, size);
        return new TumblingWindows(size, offset);
    }

    /// <inheritdoc/>
    public override string ToString() => Offset == TimeSpan.Zero ? $"tumbling {Size:c}" : $"tumbling {Size:c} offset {Offset:c}";
}
