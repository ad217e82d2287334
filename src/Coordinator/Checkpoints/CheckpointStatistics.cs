namespace ActorStream.Coordinator;

/// <summary>Counts rounds and remembers the last ones.</summary>
internal sealed class CheckpointStatistics
{
    internal int Completed { get; private set; }

    internal int Failed { get; private set; }

    internal CheckpointReport? Last { get; private set; }

    internal string? LastFailure { get; private set; }

    internal void OnCompleted(PendingCheckpoint round, TimeSpan now)
    {
        Completed++;
        Last = CheckpointReport.Of(round, now);
    }

    internal void OnFailed(long checkpoint, string reason)
    {
        Failed++;
        LastFailure = $"checkpoint {checkpoint}: {reason}";
    }
}

/// <summary>What a completed round cost.</summary>
/// <param name="Checkpoint">The round n.</param>
/// <param name="Duration">From its start to the decision.</param>
/// <param name="SnapshotBytes">Written by all subtasks.</param>
/// <param name="LongestAlignment">Of any subtask.</param>
/// <param name="LongestSynchronous">How long the records of any subtask waited for its synchronous part.</param>
internal sealed record CheckpointReport(
    long Checkpoint, TimeSpan Duration, long SnapshotBytes, TimeSpan LongestAlignment, TimeSpan LongestSynchronous)
{
    internal static CheckpointReport Of(PendingCheckpoint round, TimeSpan now)
    {
        var timings = round.Parts.Select(static part => part.Timings).DefaultIfEmpty().ToList();
        return new CheckpointReport(
            round.Id,
            now - round.StartedAt,
            timings.Sum(static timing => timing.SnapshotBytes),
            timings.Max(static timing => timing.Alignment),
            timings.Max(static timing => timing.Synchronous));
    }
}
