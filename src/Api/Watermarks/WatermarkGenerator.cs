namespace ActorStream;

/// <summary>
/// Makes the watermark of one split. One instance per split, made anew for each epoch, used by one thread at a time. What it remembers is
/// in no checkpoint; the watermark itself is, and does not go back whatever a new instance says.
/// </summary>
/// <typeparam name="T">The records.</typeparam>
public abstract class WatermarkGenerator<T>
{
    /// <summary>
    /// The watermark as of now: no record earlier than it follows. Null: none yet. Read behind each batch of records; ignored where it lies
    /// before an earlier one.
    /// </summary>
    protected internal abstract DateTimeOffset? Watermark { get; }

    /// <summary>Notes a record. Called once per record, in order. Must not block or await.</summary>
    /// <param name="record">The record.</param>
    /// <param name="eventTime">Its event time.</param>
    protected internal abstract void OnRecord(in T record, DateTimeOffset eventTime);
}

/// <summary>The latest that a record brought.</summary>
internal sealed class MarkerWatermarks<T>(Func<T, DateTimeOffset?> watermark) : WatermarkGenerator<T>
{
    private DateTimeOffset? _latest;

    protected internal override DateTimeOffset? Watermark => _latest;

    protected internal override void OnRecord(in T record, DateTimeOffset eventTime)
    {
        if (watermark(record) is { } marked && !(marked <= _latest))
        {
            _latest = marked;
        }
    }
}
