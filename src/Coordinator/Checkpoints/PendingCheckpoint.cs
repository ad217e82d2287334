using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// One round under way: who has yet to answer what, and what the others answered. It only ever moves on to a later
/// <see cref="RoundPhase"/>.
/// </summary>
internal sealed class PendingCheckpoint
{
    private readonly HashSet<int> _uncut;
    private readonly HashSet<SubtaskId> _uninjected;
    private readonly HashSet<SubtaskId> _unacknowledged;
    private readonly Dictionary<int, EnumeratorSnapshot> _cuts = [];
    private readonly Dictionary<SubtaskId, CheckpointAcknowledged> _parts = [];

    /// <param name="attempt">The round and its epoch.</param>
    /// <param name="base">The newest complete checkpoint when it began; 0: none.</param>
    /// <param name="isFinal">Nothing is read after it.</param>
    /// <param name="startedAt">On the coordinator's clock.</param>
    /// <param name="sources">The vertices of sources.</param>
    /// <param name="subtasks">Every subtask of the job.</param>
    internal PendingCheckpoint(
        CheckpointAttempt attempt, long @base, bool isFinal, TimeSpan startedAt, IEnumerable<int> sources,
        IReadOnlyCollection<SubtaskId> subtasks)
    {
        (Attempt, Base, IsFinal, StartedAt) = (attempt, @base, isFinal, startedAt);
        _uncut = [.. sources];
        _uninjected = [.. subtasks.Where(subtask => _uncut.Contains(subtask.Vertex))];
        _unacknowledged = [.. subtasks];
    }

    internal CheckpointAttempt Attempt { get; }

    internal long Id => Attempt.Checkpoint;

    /// <summary>What its snapshots may build on: kept until this round is over.</summary>
    internal long Base { get; }

    internal bool IsFinal { get; }

    /// <summary>What is to be exported with it; null: nothing.</summary>
    internal PendingSavepoint? Savepoint { get; init; }

    /// <summary>The last watermark goes before its barrier.</summary>
    internal bool IsDrained { get; init; }

    internal TimeSpan StartedAt { get; }

    internal RoundPhase Phase { get; private set; } = RoundPhase.Cutting;

    /// <summary>Vertices whose enumerator has not answered.</summary>
    internal IReadOnlyCollection<int> Uncut => _uncut;

    /// <summary>Source subtasks that have not injected the barrier.</summary>
    internal IReadOnlyCollection<SubtaskId> Uninjected => _uninjected;

    internal IReadOnlyCollection<SubtaskId> Unacknowledged => _unacknowledged;

    internal IEnumerable<CheckpointAcknowledged> Parts => _parts.Values;

    /// <summary>An enumerator's state at the cut. Answers whether the round moved on.</summary>
    internal bool OnCut(int vertex, EnumeratorSnapshot snapshot)
    {
        if (!_uncut.Remove(vertex)) return false;
        _cuts.Add(vertex, snapshot);
        return MoveOn();
    }

    /// <summary>A source subtask has injected the barrier. Answers whether the round moved on.</summary>
    internal bool OnInjected(SubtaskId subtask) => Phase == RoundPhase.Injecting && _uninjected.Remove(subtask) && MoveOn();

    /// <summary>A subtask's part is durable. Answers whether the round moved on.</summary>
    internal bool OnAcknowledged(CheckpointAcknowledged part)
    {
        if (Phase is not (RoundPhase.Injecting or RoundPhase.Acknowledging) || !_unacknowledged.Remove(part.Subtask)) return false;
        Invariant.Holds(part.Epoch == Attempt.Epoch, $"Subtask {part.Subtask} of epoch {part.Epoch} has acknowledged {Attempt}.");
        _parts.Add(part.Subtask, part);
        // Its part is behind its barrier, even if the word of the injection was lost.
        _uninjected.Remove(part.Subtask);
        return MoveOn();
    }

    /// <summary>The checkpoint as it will be written.</summary>
    internal CheckpointManifest ToManifest(JobCreated job, string graphFingerprint, long term, Func<int, int> parallelismOf) => new(
        job.Job,
        graphFingerprint,
        Attempt,
        term,
        [.. _parts.Values
            .SelectMany(static part => part.Snapshot.Operators.Select(op => (part.Subtask, Operator: op)))
            .GroupBy(static piece => piece.Operator.Uid)
            .OrderBy(static pieces => pieces.Key, StringComparer.Ordinal)
            .Select(pieces => new OperatorManifest(
                pieces.Key,
                parallelismOf(pieces.First().Subtask.Vertex),
                [.. pieces.OrderBy(static piece => piece.Subtask.Index)
                    .Select(static piece => new OperatorPart(piece.Subtask.Index, piece.Operator.Keyed, piece.Operator.Lists))]))],
        [.. _cuts.Values.OrderBy(static cut => cut.Uid, StringComparer.Ordinal)])
    {
        Lineage = job.Origin?.Lineage ?? [],
        IsDrained = IsDrained,
    };

    private bool MoveOn()
    {
        var before = Phase;
        if (Phase == RoundPhase.Cutting && _uncut.Count == 0) Phase = RoundPhase.Injecting;
        if (Phase == RoundPhase.Injecting && _uninjected.Count == 0) Phase = RoundPhase.Acknowledging;
        if (Phase == RoundPhase.Acknowledging && _unacknowledged.Count == 0) Phase = RoundPhase.Deciding;
        return Phase != before;
    }
}

/// <summary>How far a round is.</summary>
internal enum RoundPhase
{
    /// <summary>The enumerators stop assigning and give their state.</summary>
    Cutting,

    /// <summary>The source subtasks record their positions and inject the barrier.</summary>
    Injecting,

    /// <summary>The subtasks snapshot and acknowledge; assigning has resumed.</summary>
    Acknowledging,

    /// <summary>The manifest is written, then journalled. The round cannot be given up any more for having taken too long.</summary>
    Deciding,
}
