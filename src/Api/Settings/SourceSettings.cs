namespace ActorStream;

/// <summary>How sources are read (keys under <c>sources</c>).</summary>
public sealed record SourceSettings
{
    /// <summary>Time between two searches of an unbounded source for new splits. Default: 10 s. Range: 10 ms to 1 day.</summary>
    [SettingRange("10ms", "1d")]
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time between two exchanges of how far splits are, where they are aligned. Default: 200 ms. Range: 1 ms to 1 minute.
    /// </summary>
    [SettingRange("1ms", "1m")]
    public TimeSpan AlignmentInterval { get; init; } = TimeSpan.FromMilliseconds(200);
}
