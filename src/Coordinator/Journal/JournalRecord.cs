namespace ActorStream.Coordinator;

/// <summary>What the coordinator has decided. The journal is its truth: what is not in there did not happen.</summary>
internal abstract record JournalRecord;

/// <summary>The job exists from here on, and has this id for life.</summary>
/// <param name="Job">Random.</param>
/// <param name="GraphFingerprint">Of the graph it was created with.</param>
internal sealed record JobCreated(JobId Job, string GraphFingerprint) : JournalRecord
{
    /// <summary>What it was started from; null: nothing.</summary>
    public JobOrigin? Origin { get; init; }

    /// <summary>
    /// Its epochs are above this one: above those of the jobs that it comes from, whose transactions sinks tell apart by them, and of those
    /// that had this directory before.
    /// </summary>
    public long AfterEpoch { get; init; }
}

/// <summary>A coordinator took over. The term is that of its entry, and of every later one until the next.</summary>
internal sealed record TermStarted : JournalRecord;

/// <summary>The job starts, or starts again.</summary>
/// <param name="Epoch">Higher than any before.</param>
/// <param name="RestorePoint">The checkpoint it goes on from; 0: from the beginning.</param>
/// <param name="GraphFingerprint">Of the graph that runs in this epoch.</param>
internal sealed record EpochStarted(long Epoch, long RestorePoint, string GraphFingerprint) : JournalRecord;

/// <summary>Checkpoint n is complete: the decision that commits every transaction prepared up to its barrier.</summary>
/// <param name="Checkpoint">The round n.</param>
/// <param name="Epoch">The epoch that took it.</param>
/// <param name="ManifestPath">Relative to the job's directory.</param>
/// <param name="ManifestBytes">Length of the manifest.</param>
/// <param name="ManifestChecksum">CRC-32C of the manifest.</param>
/// <param name="Stop">The job ends with it: whoever recovers commits n and starts no source again.</param>
internal sealed record CheckpointCompleted(
    long Checkpoint, long Epoch, string ManifestPath, long ManifestBytes, uint ManifestChecksum, bool Stop) : JournalRecord
{
    /// <summary>The savepoint that was exported with it, which is complete once all up to it is committed; null: none.</summary>
    public string? Savepoint { get; init; }
}

/// <summary>Every transaction up to checkpoint n is committed.</summary>
internal sealed record CheckpointFullyCommitted(long Checkpoint) : JournalRecord;

/// <summary>Somebody asked the job to stop for good.</summary>
/// <param name="Drain">The last watermark goes before the last barrier.</param>
internal sealed record StopRequested(bool Drain = false) : JournalRecord;

/// <summary>The job is over, its output committed unless it was cancelled. The last record of a job.</summary>
/// <param name="Stopped">It was stopped before its input ended.</param>
internal sealed record Finished(bool Stopped) : JournalRecord
{
    /// <summary>It was ended at once, without a last checkpoint.</summary>
    public bool Cancelled { get; init; }
}

/// <summary>A record and its place: nothing else can have the same sequence number.</summary>
/// <param name="Term">The incumbency of the coordinator that wrote it, from 1.</param>
/// <param name="Sequence">Its place in the journal, from 1.</param>
/// <param name="Record">What was decided.</param>
internal sealed record JournalEntry(long Term, long Sequence, JournalRecord Record);
