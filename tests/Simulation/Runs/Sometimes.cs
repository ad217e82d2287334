namespace ActorStream.Tests.Simulation.Runs;

/// <summary>
/// Situations that a batch of seeds must have been in: a simulation that never sees one proves nothing about it.
/// </summary>
internal static class Sometimes
{
    /// <summary>From this many seeds on, each must have come up.</summary>
    internal const ulong FewestSeeds = 20_000;

    internal static IReadOnlyList<string> Wanted { get; } =
    [
        "fault: Crash", "fault: PowerLoss", "fault: LossyNetwork", "fault: Partition", "fault: FailingSync", "fault: FailingDisk",
        "fault: FullDisk",
        "fault: FailingMoment", "fault: CrashAtMoment", "fault: JournalDown", "fault: Stall", "fault: Rescale", "fault: function",
        "fault: store",
        "checkpoints", "restarts", "failed rounds", "given up", "failed clean-ups", "appends of unknown outcome",
        "late ack", "ack repeated", "ack of an aborted round", "ack of an older epoch", "barrier of an aborted round",
        "round declined by a subtask",
        "commit told again", "commit of an aborted round's transactions", "restore during a checkpoint",
        "stop of an older epoch", "snapshot of changes", "restore of layers", "restore of a gathered file",
        "store: commit repeated", "store: refused by its fence", "store: transaction aborted",
        "ended: Finished", "ended: Stopped", "ended: WasOver", "ended: Cancelled",
        "savepoint: Take", "savepoint: Stop", "savepoint: Drain", "savepoint: refused", "started from a savepoint",
        "started from a checkpoint", "resumed",
        "aligned across sources",
    ];

    internal static IEnumerable<string> Missing(Counters seen) => Wanted.Where(what => seen[what] == 0);
}
