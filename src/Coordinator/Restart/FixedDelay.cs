namespace ActorStream.Coordinator;

/// <summary>Waits the same time after each failure.</summary>
internal sealed class FixedDelay(RestartSettings settings) : RestartPolicy
{
    private readonly FailureCount _failures = new(settings.Window);

    internal override string WhyNot => $"it failed {_failures.Count} times without running {settings.Window} in between";

    internal override TimeSpan? OnFailure(TimeSpan now, ulong random)
    {
        if (_failures.OnFailure(now) > settings.Attempts) return null;
        _failures.RestartsAt(now + settings.Delay);
        return settings.Delay;
    }
}
