namespace ActorStream.Coordinator;

/// <summary>Counts rounds and remembers the last ones.</summary>
internal sealed class CheckpointStatistics
{
    private const int MostRecent = 10;

    internal int Completed { get; private set; }

    internal int Failed { get; private set; }

    internal CheckpointReport? Last => Recent.Count > 0 ? Recent[^1] : null;

    /// <summary>The last ones of this process, the newest at the end. Never changed: it is told to others.</summary>
    internal IReadOnlyList<CheckpointReport> Recent { get; private set; } = [];

    internal string? LastFailure { get; private set; }

    /// <param name="round">The round.</param>
    /// <param name="now">By the coordinator's own clock.</param>
    /// <param name="at">By that of the world.</param>
    internal void OnCompleted(PendingCheckpoint round, TimeSpan now, DateTimeOffset at)
    {
        Completed++;
        Recent = [.. Recent.TakeLast(MostRecent - 1), CheckpointReport.Of(round, now, at)];
    }

    internal void OnFailed(long checkpoint, string reason)
    {
        Failed++;
        LastFailure = $"checkpoint {checkpoint}: {reason}";
    }
}

/// <summary>What a completed round cost.</summary>
/// <param name="Checkpoint">The round n.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Duration">From its start to the decision.</param>
/// <param name="SnapshotBytes">Written by all subtasks.</param>
/// <param name="LongestAlignment">Of any subtask.</param>
/// <param name="LongestSynchronous">How long the records of any subtask waited for its synchronous part.</param>
internal sealed record CheckpointReport(
    long Checkpoint, DateTimeOffset At, TimeSpan Duration, long SnapshotBytes, TimeSpan LongestAlignment, TimeSpan LongestSynchronous)
{
    internal static CheckpointReport Of(PendingCheckpoint round, TimeSpan now, DateTimeOffset at)
    {
        var timings = round.Parts.Select(static part => part.Timings).DefaultIfEmpty().ToList();
        return new CheckpointReport(
            round.Id,
            at,
            now - round.StartedAt,
            timings.Sum(static timing => timing.SnapshotBytes),
            timings.Max(static timing => timing.Alignment),
            timings.Max(static timing => timing.Synchronous));
    }
}
