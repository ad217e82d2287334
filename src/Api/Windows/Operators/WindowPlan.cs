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

    /// <summary>The same where records are of several streams; null: they are dropped.</summary>
    internal Action<T, ProcessContext>? EmitLate { get; init; }

    /// <summary>What becomes of a record of which all windows are over.</summary>
    internal void OnLate<TKey>(in T record, KeyedContext<TKey> context)
    {
        context.OnLate();
        EmitLate?.Invoke(record, context);
        if (Late is { } late)
        {
            context.Emit(late, record);
        }
    }

    /// <summary>Nothing is asked of the windows but their results at their ends.</summary>
    internal bool IsPlain =>
        Slices is not null && Clock == TimerClock.EventTime && Trigger is null && Evictor is null && Lateness == TimeSpan.Zero;

    /// <summary>
    /// The same, of windows that are kept key by key, where each record has one: sessions, or windows of the clock that touch.
    /// </summary>
    internal bool IsSingle =>
        (Merges || (Clock == TimerClock.ProcessingTime && Slices is { Sharing: SliceSharing.None }))
        && Trigger is null && Evictor is null && Lateness == TimeSpan.Zero;

    /// <summary>The time that decides about the record that is being handled.</summary>
    internal long TimeOf(ProcessContext context) => Clock == TimerClock.ProcessingTime ? context.ProcessingTime.UtcTicks
        : context.EventTicks != long.MinValue ? context.EventTicks
        : throw new InvalidOperationException("A window got a record without event time. Call WithWatermarks on the stream before KeyBy.");

    /// <summary>Fails at a record of a window that is not within what times there are.</summary>
    internal void RequireWithinTime(WindowSpan window, long ticks)
    {
        if (window.Start < 0 || window.End > Instant.EndOfTime)
        {
            throw new InvalidOperationException(
                $"A window got a record of {new DateTime(ticks, DateTimeKind.Utc):O}, and one of its windows ({Name}) does not lie within "
                + "the years 1 to 9999. Filter such records out before the window.");
        }
    }

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
