using ActorStream.Coordinator;

namespace ActorStream.Hosting.Jobs;

/// <summary>How far a job got.</summary>
/// <param name="State">What it is doing.</param>
/// <param name="Records">Records that this process has read from all sources, those read again after a restart included.</param>
/// <param name="Watermark">
/// Least watermark of the operators that keep time; null while there is none, <see cref="DateTimeOffset.MaxValue"/> at the end of input.
/// </param>
/// <param name="Checkpoint">The last completed checkpoint; 0 before the first.</param>
/// <param name="CheckpointDuration">How long that took, from its start to its decision; null if another process has taken it.</param>
/// <param name="Restarts">Restarts after failures, in this process.</param>
internal sealed record JobProgress(
    JobState State, long Records, DateTimeOffset? Watermark, long Checkpoint, TimeSpan? CheckpointDuration, int Restarts)
{
    internal static JobProgress None { get; } = new(JobState.Recovering, 0, null, 0, null, 0);
}
