namespace ActorStream.Coordinator;

/// <summary>Failures in a row: a job that ran long enough since its last restart starts counting anew.</summary>
internal sealed class FailureCount(TimeSpan window)
{
    private TimeSpan? _restartedAt;

    internal int Count { get; private set; }

    internal int OnFailure(TimeSpan now)
    {
        if (_restartedAt is { } restartedAt && now - restartedAt >= window) Count = 0;
        return ++Count;
    }

    internal void RestartsAt(TimeSpan time) => _restartedAt = time;
}
