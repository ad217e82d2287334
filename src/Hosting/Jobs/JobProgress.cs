namespace ActorStream.Hosting.Jobs;

/// <summary>How far a job got.</summary>
/// <param name="State">What it is doing.</param>
/// <param name="Records">Records read by all sources in this process's run, those read again after a restart included.</param>
/// <param name="Watermark">Least watermark of the sources; null while there is none.</param>
/// <param name="Checkpoint">The last completed checkpoint; 0 before the first.</param>
/// <param name="CheckpointDuration">How long that one took, from its start to its decision.</param>
/// <param name="Restarts">Restarts in this process's run.</param>
internal sealed record JobProgress(
    JobState State, long Records, DateTimeOffset? Watermark, long Checkpoint, TimeSpan CheckpointDuration, int Restarts)
{
    internal static JobProgress None { get; } = new(JobState.Starting, 0, null, 0, TimeSpan.Zero, 0);
}

/// <summary>What a job is doing.</summary>
internal enum JobState
{
    /// <summary>Recovers what an earlier run left, deploys and restores state.</summary>
    Starting,
    Running,

    /// <summary>Failed, and waits before it starts again.</summary>
    Restarting,

    /// <summary>All input is read; the last checkpoint commits what is left.</summary>
    Finishing,
    Ended,
}
