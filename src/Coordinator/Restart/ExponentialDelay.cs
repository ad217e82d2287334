namespace ActorStream.Coordinator;

/// <summary>Waits longer after each failure, up to a bound, give or take a random part.</summary>
internal sealed class ExponentialDelay(RestartSettings settings) : RestartPolicy
{
    private readonly FailureCount _failures = new(settings.Window);

    internal override string WhyNot => $"it failed {_failures.Count} times without running {settings.Window} in between";

    internal override TimeSpan? OnFailure(TimeSpan now, ulong random)
    {
        if (_failures.OnFailure(now) > settings.Attempts) return null;
        var delay = GrowingPause.After(_failures.Count, settings.Delay, settings.MaxDelay, settings.Multiplier);
        delay *= 1 + settings.Jitter * (2 * (random / (double)ulong.MaxValue) - 1);
        if (delay > settings.MaxDelay) delay = settings.MaxDelay;
        _failures.RestartsAt(now + delay);
        return delay;
    }
}
