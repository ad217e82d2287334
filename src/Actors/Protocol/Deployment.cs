using ActorStream.Backends;

namespace ActorStream.Actors;

// Two-phase deployment. Each command carries (term, epoch); a receiver that has seen a later one ignores it. Every command is sent again
// until it is answered, so every receiver answers a repeated command with the same answer and no second effect.
//
//   coordinator            node agent                      subtask
//   DeployEpoch    ───────▶ spawns its subtasks
//                 ◀─────── EpochDeployed (their refs)
//   ConnectEpoch   ───────▶ Connect (all refs)   ────────▶ opens channels, restores state, opens user functions
//   SubtaskReady  ◀──────────────────────────────────────  (to the coordinator itself)
//   StartEpoch     ───────▶ Start                ────────▶ sources may read from here on
//   StopEpoch      ───────▶ stops them, waits for their effects
//                 ◀─────── EpochStopped
//
// A subtask that fails is reported by its parent: SubtaskFailed.

/// <summary>Coordinator → agent: build these subtasks of this epoch. Answered by <see cref="EpochDeployed"/>.</summary>
internal sealed record DeployEpoch(
    long Term, long Epoch, JobId Job, long RestoredCheckpoint, IActorRef Coordinator, IReadOnlyList<SubtaskDeployment> Subtasks)
{
    /// <summary>Where the restored files are; null: among the job's own checkpoints.</summary>
    internal string? RestoreRoot { get; init; }

    /// <summary>State that a restore may leave out: <c>operator/state</c>.</summary>
    internal IReadOnlyList<string> Drop { get; init; } = [];
}

/// <summary>What one subtask starts from.</summary>
/// <param name="Id">Which subtask.</param>
/// <param name="Restored">State to restore, per operator uid; empty at a first start. Files may cover more than the subtask's hash
/// range.</param>
internal sealed record SubtaskDeployment(SubtaskId Id, IReadOnlyList<OperatorSnapshot> Restored);

/// <summary>Agent → coordinator: the subtasks exist; where they are.</summary>
internal sealed record EpochDeployed(long Term, long Epoch, IReadOnlyDictionary<SubtaskId, IActorRef> Subtasks);

/// <summary>Coordinator → agent: where all subtasks of the epoch are, and each source's enumerator.</summary>
internal sealed record ConnectEpoch(
    long Term, long Epoch, IReadOnlyDictionary<SubtaskId, IActorRef> Subtasks, IReadOnlyDictionary<int, IActorRef> Enumerators);

/// <summary>Agent → subtask: the same, one subtask's concern. Repeated ones are answered by <see cref="SubtaskReady"/> again.</summary>
internal sealed record Connect(
    IReadOnlyDictionary<SubtaskId, IActorRef> Subtasks, IActorRef? Enumerator);

/// <summary>Subtask → coordinator: state restored, user functions open, channels in place.</summary>
internal sealed record SubtaskReady(long Epoch, SubtaskId Subtask);

/// <summary>Coordinator → agent → subtask: every subtask is ready and every restored transaction committed; sources may read.</summary>
internal sealed record StartEpoch(long Term, long Epoch);

/// <summary>Coordinator → agent: stop every subtask of this epoch and all before it. Answered by <see cref="EpochStopped"/>.</summary>
internal sealed record StopEpoch(long Term, long Epoch);

/// <summary>Agent → coordinator: no subtask, and no effect of one, of this epoch or before runs here any more.</summary>
internal sealed record EpochStopped(long Term, long Epoch);

/// <summary>Agent → coordinator: a subtask threw and was stopped. The whole epoch restarts.</summary>
internal sealed record SubtaskFailed(long Epoch, SubtaskId Subtask, Exception Error);

/// <summary>
/// Subtask → coordinator: all input was processed and its end passed on. Sent again until the epoch ends or is acknowledged.
/// </summary>
internal sealed record SubtaskEnded(long Epoch, SubtaskId Subtask);

/// <summary>Coordinator → subtask: <see cref="SubtaskEnded"/> was seen.</summary>
internal sealed record SubtaskEndedSeen(long Epoch);

/// <summary>
/// Coordinator → agent, every heartbeat interval: the term goes on, as any other command of the term says too, and this is its epoch: an
/// agent that
/// was away, or has another coordinator's subtasks, stops what it runs of an older one.
/// </summary>
internal sealed record Heartbeat(long Term, long Epoch);
