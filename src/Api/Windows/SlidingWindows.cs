namespace ActorStream;

/// <summary>
/// Windows of one size, of which a new one begins at every slide: they overlap. A record is kept once, in the slice of time that it belongs
/// to, whatever the number of windows.
/// </summary>
public sealed record SlidingWindows : WindowAssigner
{
    private SlidingWindows(TimeSpan size, TimeSpan slide, TimeSpan offset) =>
        (Size, Slide, Offset, Slices) = (size, slide, offset, new SlidingSlices(size.Ticks, slide.Ticks, offset.Ticks));

    /// <summary>Length of a window.</summary>
    public TimeSpan Size { get; }

    /// <summary>From the start of a window to that of the next.</summary>
    public TimeSpan Slide { get; }

    /// <summary>Shift of the windows' starts against 0001-01-01T00:00:00Z.</summary>
    public TimeSpan Offset { get; }

    internal override SliceLayout Slices { get; }

    /// <summary>Windows of this size, one per slide.</summary>
    /// <param name="size">Above zero, at most a million days.</param>
    /// <param name="slide">Above zero, and not above the size. Slices are as long as the greatest time that divides both.</param>
    /// <param name="offset">Shift of the starts, at least zero and below the slide; none by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size, slide or offset outside its range.</exception>
    public static SlidingWindows Of(TimeSpan size, TimeSpan slide, TimeSpan offset = default)
    {
        RequireSize(size);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(slide, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, slide);
        RequireOffset(offset, slide);
        return new SlidingWindows(size, slide, offset);
    }

    /// <inheritdoc/>
    public override string ToString() => $"sliding {Size:c} every {Slide:c}{(Offset == TimeSpan.Zero ? "" : $" offset {Offset:c}")}";
}
