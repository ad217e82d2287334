namespace ActorStream.Actors;

/// <summary>
/// Keeps a source subtask to its share of the source's rate limit: small batches, each followed by the pause that it is worth.
/// </summary>
internal sealed class Pace(StageContext context)
{
    /// <summary>A batch holds at most this much time's records, so that the stream flows evenly.</summary>
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(20);

    /// <summary>A subtask that was held up catches up at most this much.</summary>
    private static readonly TimeSpan MaxDebt = TimeSpan.FromMilliseconds(200);

    private readonly long _start = context.Time.GetTimestamp();
    private TimeSpan _next;

    /// <summary>0: unlimited.</summary>
    internal double RecordsPerSecond { get; set; }

    /// <summary>Most records to fetch at once.</summary>
    internal int BatchLimit => RecordsPerSecond <= 0 ? int.MaxValue : (int)Math.Clamp(RecordsPerSecond * BatchTime.TotalSeconds, 1, int.MaxValue);

    /// <summary>Whether the next batch may be emitted now; if not, the subtask is woken when it may.</summary>
    internal bool MayEmit()
    {
        if (RecordsPerSecond <= 0)
        {
            return true;
        }

        var wait = _next - context.Time.GetElapsedTime(_start);
        if (wait <= TimeSpan.Zero)
        {
            return true;
        }

        context.SetTimer(this, wait, static () => { });
        return false;
    }

    internal void Emitted(int records)
    {
        if (RecordsPerSecond > 0)
        {
            var earliest = context.Time.GetElapsedTime(_start) - MaxDebt;
            _next = (_next > earliest ? _next : earliest) + TimeSpan.FromSeconds(records / RecordsPerSecond);
        }
    }
}
