namespace ActorStream;

/// <summary>How a job is started again after a failure (keys under <c>restart</c>).</summary>
public sealed record RestartSettings : ICrossCheckedSettings
{
    /// <summary>Which rule decides. Default: <see cref="RestartStrategy.Exponential"/>.</summary>
    public RestartStrategy Strategy { get; init; } = RestartStrategy.Exponential;

    /// <summary>
    /// Restarts that are allowed within <see cref="Window"/>; one more failure fails the job for good. Default: 5. Range: 1 to 1,000,000.
    /// Null (<c>off</c>): no limit.
    /// </summary>
    [SettingRange("1", "1000000")]
    public int? Attempts { get; init; } = 5;

    /// <summary>
    /// Failure rate: the span in which <see cref="Attempts"/> are counted. Fixed delay and exponential: a job that ran this long since its
    /// last restart starts counting anew, and its delay is back at <see cref="Delay"/>. Default: 10 min. Range: 1 s to 30 days.
    /// </summary>
    [SettingRange("1s", "30d")]
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Wait before a restart; for exponential, before the first. Default: 200 ms. Range: 0 to 1 h.</summary>
    [SettingRange("0s", "1h")]
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Exponential: longest wait before a restart. Default: 30 s. Range: 0 to 1 day; not below <see cref="Delay"/>.</summary>
    [SettingRange("0s", "1d")]
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Exponential: what the wait is multiplied by after each failure. Default: 2. Range: 1 to 10.</summary>
    [SettingRange("1", "10")]
    public double Multiplier { get; init; } = 2;

    /// <summary>
    /// Exponential: the part of each wait that is drawn at random, up or down, so that jobs which failed together do not restart together.
    /// Default: 0.1 (a tenth). Range: 0 to 1.
    /// </summary>
    [SettingRange("0", "1")]
    public double Jitter { get; init; } = 0.1;

    IEnumerable<string> ICrossCheckedSettings.BrokenRules()
    {
        if (MaxDelay < Delay)
            yield return $"max-delay is {Duration.Format(MaxDelay)}, below delay ({Duration.Format(Delay)})";
    }
}

/// <summary>The rule by which a failed job is started again.</summary>
public enum RestartStrategy
{
    /// <summary>Waits longer after each failure.</summary>
    Exponential,

    /// <summary>Waits the same time after each failure.</summary>
    FixedDelay,

    /// <summary>Waits the same time, and gives up when failures come too fast.</summary>
    FailureRate,

    /// <summary>Never restarts: the first failure fails the job.</summary>
    None,
}
