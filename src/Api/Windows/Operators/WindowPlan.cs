namespace ActorStream;

/// <summary>Adds the windows of a record.</summary>
internal delegate void WindowAssigning<T>(in T record, long ticks, List<WindowSpan> windows);

/// <summary>All that was said of windows but what is computed of them.</summary>
internal sealed record WindowPlan<T>
{
    /// <summary>For messages.</summary>
    internal required string Name { get; init; }

    internal required WindowAssigning<T> Assign { get; init; }

    internal required TimerClock Clock { get; init; }

    internal required bool Merges { get; init; }

    /// <summary>Where windows are cut into slices that all keys share; null: they are not.</summary>
    internal SliceLayout? Slices { get; init; }

    /// <summary>Null: at the end.</summary>
    internal WindowTrigger<T>? Trigger { get; init; }

    /// <summary>How long a window is kept behind its end.</summary>
    internal TimeSpan Lateness { get; init; }

    /// <summary>Null: nothing is evicted.</summary>
    internal WindowEvictor<T>? Evictor { get; init; }

    /// <summary>Where late records go; null: they are dropped.</summary>
    internal SideOutput<T>? Late { get; init; }

    /// <summary>Nothing is asked of the windows but their results at their ends.</summary>
    internal bool IsPlain =>
        Slices is not null && Clock == TimerClock.EventTime && Trigger is null && Evictor is null && Lateness == TimeSpan.Zero;

    internal static WindowPlan<T> Of(WindowAssigner windows) => new()
    {
        Name = $"{windows}",
        Assign = (in T _, long ticks, List<WindowSpan> spans) => windows.Assign(ticks, spans),
        Clock = windows.Clock,
        Merges = windows.Merges,
        Slices = windows.Slices,
    };

    internal static WindowPlan<T> Of(SessionWindows<T> sessions) =>
        new() { Name = "sessions", Assign = sessions.Assign, Clock = sessions.Clock, Merges = true };
}
