namespace ActorStream;

/// <summary>
/// Windows that begin together and end one step after the other, until the last has its full size: the day so far, every hour.
/// </summary>
public sealed record CumulativeWindows : WindowAssigner
{
    private CumulativeWindows(TimeSpan size, TimeSpan step, TimeSpan offset) =>
        (Size, Step, Offset, Slices) = (size, step, offset, new CumulativeSlices(size.Ticks, step.Ticks, offset.Ticks));

    /// <summary>Length of the last of the windows that begin together.</summary>
    public TimeSpan Size { get; }

    /// <summary>From the end of a window to that of the next.</summary>
    public TimeSpan Step { get; }

    /// <summary>Shift of the windows' starts against 0001-01-01T00:00:00Z.</summary>
    public TimeSpan Offset { get; }

    internal override SliceLayout Slices { get; }

    /// <summary>Windows up to this size, one per step.</summary>
    /// <param name="size">Above zero, at most a million days.</param>
    /// <param name="step">Above zero; the size is a multiple of it.</param>
    /// <param name="offset">Shift of the starts, at least zero and below the size; none by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size, step or offset outside its range.</exception>
    public static CumulativeWindows Of(TimeSpan size, TimeSpan step, TimeSpan offset = default)
    {
        RequireSize(size);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, step);
        RequireOffset(offset, size);
        if (size.Ticks % step.Ticks != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, $"The size must be a multiple of the step, which is {step:c}.");
        }

        return new CumulativeWindows(size, step, offset);
    }

    /// <inheritdoc/>
    public override string ToString() => $"cumulative {Size:c} by {Step:c}{(Offset == TimeSpan.Zero ? "" : $" offset {Offset:c}")}";
}
