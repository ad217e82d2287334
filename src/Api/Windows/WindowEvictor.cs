namespace ActorStream;

/// <summary>
/// Takes records out of a window when it is emitted, before or after its function sees them. Shared by all subtasks: must have no state of
/// its own.
/// </summary>
/// <remarks>A window with an evictor keeps its records one by one, whatever is computed of them.</remarks>
/// <typeparam name="T">The records.</typeparam>
public abstract class WindowEvictor<T>
{
    /// <summary>Removes what the function is not to see; the rest stays in its order. What is removed is gone for good.</summary>
    /// <param name="records">The window's records in the order in which they came.</param>
    /// <param name="window">The window.</param>
    protected internal virtual void BeforeFunction(List<WindowRecord<T>> records, TimeWindow window)
    {
    }

    /// <summary>Removes what the function has seen and is not to see again.</summary>
    /// <inheritdoc cref="BeforeFunction"/>
    protected internal virtual void AfterFunction(List<WindowRecord<T>> records, TimeWindow window)
    {
    }
}

/// <summary>A record in a window.</summary>
/// <param name="Value">The record.</param>
/// <param name="Time">By the clock of the window.</param>
public readonly record struct WindowRecord<T>(T Value, DateTimeOffset Time);

/// <summary>Keeps the newest by number.</summary>
internal sealed class LastRecords<T>(int count) : WindowEvictor<T>
{
    protected internal override void BeforeFunction(List<WindowRecord<T>> records, TimeWindow window) =>
        records.RemoveRange(0, Math.Max(0, records.Count - count));
}

/// <summary>Keeps the newest by time.</summary>
internal sealed class LatestRecords<T>(TimeSpan span) : WindowEvictor<T>
{
    protected internal override void BeforeFunction(List<WindowRecord<T>> records, TimeWindow window)
    {
        var latest = records.Count == 0 ? DateTimeOffset.MinValue : records.Max(static record => record.Time);
        records.RemoveAll(record => latest - record.Time > span);
    }
}
