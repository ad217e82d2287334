namespace ActorStream;

/// <summary>Decides which windows a record belongs to. Immutable.</summary>
public abstract record WindowAssigner
{
    /// <summary>No window of a given size is longer: 2,700 years. What is, is all of time.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(1_000_000);

    private protected WindowAssigner()
    {
    }

    /// <summary>The clock whose time decides, and whose time ends windows: the records' own by default.</summary>
    public TimerClock Clock { get; private init; } = TimerClock.EventTime;

    /// <summary>How the windows are cut into slices of time; null: they are not the same for all keys.</summary>
    internal virtual SliceLayout? Slices => null;

    /// <summary>Whether windows of a key that overlap become one.</summary>
    internal virtual bool Merges => false;

    /// <summary>
    /// The same windows by the wall clock: a record belongs where it is handled, so another run may give other results. Windows that are
    /// open at the end of a bounded input are emitted then.
    /// </summary>
    public WindowAssigner InProcessingTime() => this with { Clock = TimerClock.ProcessingTime };

    /// <summary>Adds the windows of a time, in the order of their ends.</summary>
    internal virtual void Assign(long ticks, List<WindowSpan> windows)
    {
        var slices = Slices!;
        var (slice, sliceEnd) = slices.SliceAt(ticks);
        var last = slices.LastEnd(slice);
        for (var end = slices.NextEnd(slice, sliceEnd - 1); end <= last; end = slices.NextEnd(slice, end))
        {
            windows.Add(new WindowSpan(slices.StartOf(end), end));
            if (end == last)
            {
                break;
            }
        }
    }

    private protected static void RequireSize(TimeSpan size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(size, TimeSpan.Zero);
        if (size > Longest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(size), size, $"Windows are at most {Longest.TotalDays:F0} days long. For all of time use GlobalWindows.");
        }
    }

    private protected static void RequireOffset(TimeSpan offset, TimeSpan below)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, below);
    }
}

/// <summary>A window in ticks, as state knows it.</summary>
internal readonly record struct WindowSpan(long Start, long End)
{
    internal TimeWindow ToWindow() => TimeWindow.OfTicks(Start, End);

    /// <summary>Whether they overlap. To touch is not enough: whether the first was still there would depend on when its end was
    /// noticed.</summary>
    internal bool Meets(WindowSpan other) => Start < other.End && other.Start < End;

    internal WindowSpan Cover(WindowSpan other) => new(Math.Min(Start, other.Start), Math.Max(End, other.End));
}
