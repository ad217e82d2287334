using ActorStream.Backends;

namespace ActorStream.Actors;

// One checkpoint round n of an epoch (DESIGN section 6). Everything is sent again until answered; everything is idempotent.
//
//   coordinator              source subtask            other subtasks
//   TriggerCheckpoint  ─────▶ records positions,
//                             injects barrier n ──────▶ align, snapshot, forward
//   CheckpointAcknowledged ◀──────────────────────────  (each subtask, once its part is durable)
//        manifest durable, CheckpointCompleted(n) journalled: the decision
//   CommitCheckpoint   ─────▶ (every subtask)
//   CheckpointCommitted ◀───  (every subtask; a sink after its transactions up to n are committed)
//        CheckpointCommitted(n) journalled

/// <summary>
/// Coordinator → source subtasks: record your positions and inject barrier n. At or below the highest seen or aborted round it is ignored
/// (but an acknowledgement that was sent already is sent again).
/// </summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Checkpoint">The round n.</param>
/// <param name="Base">The newest checkpoint when the round began; 0: none. Its files stay until the round is over, so snapshots may build
/// on it.</param>
/// <param name="Final">The last round of a bounded job or of a stop: nothing is read after the barrier.</param>
/// <param name="Drain">The last watermark goes before the barrier, so that windows and timers of event time fire. With
/// <paramref name="Final"/> only.</param>
internal sealed record TriggerCheckpoint(long Epoch, long Checkpoint, long Base, bool Final, bool Drain = false);

/// <summary>Subtask → coordinator: my part of round n is durable: pre-commit done, files and their directory entries synced.</summary>
internal sealed record CheckpointAcknowledged(
    long Epoch, long Checkpoint, SubtaskId Subtask, SubtaskSnapshot Snapshot, CheckpointTimings Timings);

/// <summary>What a subtask measured of its part.</summary>
/// <param name="Alignment">From its first barrier to its last.</param>
/// <param name="Synchronous">How long records waited for the synchronous part.</param>
/// <param name="Asynchronous">From there to durable.</param>
/// <param name="SnapshotBytes">Bytes written to files.</param>
internal readonly record struct CheckpointTimings(TimeSpan Alignment, TimeSpan Synchronous, TimeSpan Asynchronous, long SnapshotBytes);

/// <summary>Subtask → coordinator: my part of round n cannot be made (a sync failed, say); the round fails, the job goes on.</summary>
internal sealed record CheckpointDeclined(long Epoch, long Checkpoint, SubtaskId Subtask, string Reason);

/// <summary>
/// Coordinator → every subtask: round n is given up. Discards its snapshot, unblocks channels, changes nothing in the sinks: what was
/// prepared stays pending and goes with the next completed round.
/// </summary>
internal sealed record AbortCheckpoint(long Epoch, long Checkpoint);

/// <summary>Coordinator → every subtask: round n is decided. A sink commits every pending transaction up to n, in order.</summary>
internal sealed record CommitCheckpoint(long Epoch, long Checkpoint);

/// <summary>
/// Subtask → coordinator: all it had to commit up to n is committed. Answers each <see cref="CommitCheckpoint"/>, repeated ones too.
/// </summary>
internal sealed record CheckpointCommitted(long Epoch, long Checkpoint, SubtaskId Subtask);
