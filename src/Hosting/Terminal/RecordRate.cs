namespace ActorStream.Hosting.Terminal;

/// <summary>Records per second over the last seconds.</summary>
internal sealed class RecordRate
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Queue<(TimeSpan Elapsed, long Records)> _samples = new();

    /// <summary>Takes a sample and answers the rate since the oldest within the window; 0 for the first.</summary>
    internal double Add(TimeSpan elapsed, long records)
    {
        while (_samples.TryPeek(out var oldest) && oldest.Elapsed < elapsed - Window && _samples.Count > 1)
            _samples.Dequeue();
        var (since, before) = _samples.Count == 0 ? (elapsed, records) : _samples.Peek();
        _samples.Enqueue((elapsed, records));
        return elapsed == since ? 0 : (records - before) / (elapsed - since).TotalSeconds;
    }
}
