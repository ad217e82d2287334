using ActorStream.Actors;

namespace ActorStream.Coordinator;

/// <summary>
/// A decided checkpoint on its way to all subtasks. A later decision takes its place: it covers every earlier transaction.
/// </summary>
internal sealed class PendingCommit(long checkpoint, bool isFinal, IEnumerable<SubtaskId> subtasks)
{
    private readonly HashSet<SubtaskId> _unanswered = [.. subtasks];

    internal long Checkpoint => checkpoint;

    internal bool IsFinal => isFinal;

    internal IReadOnlyCollection<SubtaskId> Unanswered => _unanswered;

    /// <summary>Answers whether this was the last answer that was missing.</summary>
    internal bool OnCommitted(SubtaskId subtask, long through) =>
        through >= checkpoint && _unanswered.Remove(subtask) && _unanswered.Count == 0;
}
