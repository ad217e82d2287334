namespace ActorStream;

/// <summary>
/// How a job is controlled: from outside, and the timers of the protocol between the coordinator and the node agents (keys under
/// <c>control</c>).
/// </summary>
public sealed record ControlSettings : ICrossCheckedSettings
{
    /// <summary>
    /// Whether the job listens for the tool <c>actorstream</c>: on a socket in its checkpoint directory that only its user may open.
    /// Default: true.
    /// </summary>
    public bool Endpoint { get; init; } = true;

    /// <summary>
    /// A protocol message that was not answered is sent again after this time; receivers answer a repeated one alike.
    /// Default: 1 s. Range: 10 ms to 1 min.
    /// </summary>
    [SettingRange("10ms", "1m")]
    public TimeSpan ResendInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between two signs of life of the coordinator to each node agent. Default: 2 s. Range: 10 ms to 1 min.</summary>
    [SettingRange("10ms", "1m")]
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A node agent that has not heard from its coordinator for this long stops its subtasks.
    /// Default: 10 s. Range: 100 ms to 1 h; at least twice <see cref="HeartbeatInterval"/>.
    /// </summary>
    [SettingRange("100ms", "1h")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    IEnumerable<string> ICrossCheckedSettings.BrokenRules()
    {
        if (Lease < 2 * HeartbeatInterval)
            yield return $"lease is {Duration.Format(Lease)}, below twice heartbeat-interval ({Duration.Format(HeartbeatInterval)})";
    }
}
