namespace ActorStream;

/// <summary>Threads that the actors of a job run on (keys under <c>actors</c>).</summary>
public sealed record ActorSettings
{
    /// <summary>Threads for file work and syncs, which block. Default: 4. Range: 1 to 256.</summary>
    [SettingRange("1", "256")]
    public int IoThreads { get; init; } = 4;

    /// <summary>
    /// An actor that handles one message for longer is logged with its uid: it delays barriers and timers.
    /// Default: 50 ms. Range: 1 ms to 1 h. Null (<c>off</c>): never logged.
    /// </summary>
    [SettingRange("1ms", "1h")]
    public TimeSpan? SlowTurn { get; init; } = TimeSpan.FromMilliseconds(50);
}
