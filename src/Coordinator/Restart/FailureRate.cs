namespace ActorStream.Coordinator;

/// <summary>Waits the same time after each failure, and gives up when failures come too fast.</summary>
internal sealed class FailureRate(RestartSettings settings) : RestartPolicy
{
    private readonly Queue<TimeSpan> _failures = new();

    internal override string WhyNot => $"it failed {_failures.Count} times within {settings.Window}";

    internal override TimeSpan? OnFailure(TimeSpan now, ulong random)
    {
        while (_failures.TryPeek(out var oldest) && now - oldest >= settings.Window) _failures.Dequeue();
        _failures.Enqueue(now);
        return _failures.Count > settings.Attempts ? null : settings.Delay;
    }
}
