namespace ActorStream.Actors;

// A source's enumerator actor sits beside the coordinator; its subtasks ask it for splits.
//
//   source subtask                          enumerator
//   RequestSplits(sequence, done) ────────▶
//                                ◀──────── SourceInstruction(sequence, splits, floor, rate, no more)
//   InstructionSeen(sequence)     ────────▶
//
// The enumerator numbers its instructions per subtask and sends the oldest unacknowledged one again; a subtask applies each number once, in
// order, so a split is in exactly one place: with the enumerator until the instruction that assigns it is applied, with the subtask after.

/// <summary>A split as it travels and is stored: serialised, with its position and its own watermark.</summary>
/// <param name="Id">The split's id.</param>
/// <param name="Data">The serialised split, position included.</param>
/// <param name="Watermark">How far the split's event time got, in UTC ticks; its lower bound while it is unread;
/// <see cref="long.MinValue"/> if
/// unknown, which holds everything back.</param>
internal sealed record SplitState(string Id, ReadOnlyMemory<byte> Data, long Watermark);

/// <summary>Subtask → enumerator: I can take this many splits more, and these ended. Sent again until an instruction answers it.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Subtask">Index of the source subtask.</param>
/// <param name="Sequence">Counts this subtask's requests from 1; a repeated one has the same number.</param>
/// <param name="Wanted">How many splits it has room for.</param>
/// <param name="Ended">Splits that this subtask ended since its last request that was answered.</param>
internal sealed record RequestSplits(long Epoch, int Subtask, long Sequence, int Wanted, IReadOnlyList<string> Ended);

/// <summary>Enumerator → subtask: the next instruction.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Sequence">Counts the instructions to this subtask from 1.</param>
/// <param name="AnsweredRequest">The highest request of this subtask that was handled before.</param>
/// <param name="Splits">Assigned to it by this instruction, in order.</param>
/// <param name="Floor">Minimum watermark of all splits that no subtask holds yet, in UTC ticks; <see cref="long.MaxValue"/> if there is
/// none and
/// none can come that is earlier.</param>
/// <param name="RecordsPerSecond">This subtask's share of the source's rate limit; 0: unlimited.</param>
/// <param name="NoMoreSplits">Nothing will be assigned to this subtask any more: once its splits end, its input ends.</param>
internal sealed record SourceInstruction(
    long Epoch, long Sequence, long AnsweredRequest, IReadOnlyList<SplitState> Splits, long Floor, double RecordsPerSecond,
    bool NoMoreSplits);

/// <summary>Subtask → enumerator: instructions up to this one are applied.</summary>
internal sealed record InstructionSeen(long Epoch, int Subtask, long Sequence);

/// <summary>
/// Subtask → enumerator, every <c>sources.alignment-interval</c> where splits wait for the slowest: the watermark of its slowest split,
/// <see cref="long.MaxValue"/> if none counts. Passed on to the epoch's alignment, which answers with <see cref="SlowestSplit"/>. None of
/// these is sent again, the next one says more.
/// </summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Subtask">Who tells it.</param>
/// <param name="Group">Whose splits wait for each other; null: those of the subtask's source.</param>
/// <param name="Slowest">UTC ticks.</param>
internal sealed record SplitProgress(long Epoch, SubtaskId Subtask, string? Group, long Slowest);

/// <summary>Alignment → subtask: the watermark of the slowest split of all the group's subtasks that have told theirs.</summary>
internal sealed record SlowestSplit(long Epoch, long Watermark);

/// <summary>
/// Coordinator → enumerator, first step of round n: stop assigning, wait until every instruction sent is acknowledged, then answer.
/// Assigning
/// resumes with <see cref="ResumeAssigning"/>.
/// </summary>
internal sealed record SnapshotEnumerator(long Epoch, long Checkpoint);

/// <summary>Enumerator → coordinator: its state at the cut: splits that no subtask holds, and which were ever seen.</summary>
internal sealed record EnumeratorSnapshotTaken(long Epoch, long Checkpoint, int Vertex, EnumeratorSnapshot Snapshot);

/// <summary>
/// Coordinator → enumerator: the source subtasks have been told to inject barrier n (all of them acknowledged), or n is given up.
/// </summary>
internal sealed record ResumeAssigning(long Epoch, long Checkpoint);

/// <summary>Source subtask → coordinator: barrier n is injected. Assigning may resume.</summary>
internal sealed record BarrierInjected(long Epoch, long Checkpoint, SubtaskId Subtask);

/// <summary>What a manifest keeps of an enumerator.</summary>
/// <param name="Uid">The source's uid.</param>
/// <param name="Unassigned">In the order in which they will be handed out.</param>
/// <param name="Seen">Ids of all splits ever found.</param>
/// <param name="Complete">Discovery of a bounded source is over.</param>
internal sealed record EnumeratorSnapshot(string Uid, IReadOnlyList<SplitState> Unassigned, IReadOnlyList<string> Seen, bool Complete);
