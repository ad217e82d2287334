using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>What a completed checkpoint consists of: enough to restore the job at any parallelism, without asking any process.</summary>
/// <param name="Job">The job that took it.</param>
/// <param name="GraphFingerprint">Of the graph that ran.</param>
/// <param name="Attempt">The round and its epoch.</param>
/// <param name="Term">The coordinator's term.</param>
/// <param name="Operators">The operators that hold state, ordered by uid.</param>
/// <param name="Enumerators">The source enumerators, ordered by uid.</param>
internal sealed record CheckpointManifest(
    JobId Job,
    string GraphFingerprint,
    CheckpointAttempt Attempt,
    long Term,
    IReadOnlyList<OperatorManifest> Operators,
    IReadOnlyList<EnumeratorSnapshot> Enumerators)
{
    /// <summary>The jobs that this one comes from, the last one first.</summary>
    internal IReadOnlyList<JobId> Lineage { get; init; } = [];

    /// <summary>The job was drained before it: windows have fired, and for its operators time has ended.</summary>
    internal bool IsDrained { get; init; }

    /// <summary>The files it needs, itself and the mark of its decision included, relative to the job's directory.</summary>
    internal IEnumerable<string> Files =>
        Operators.SelectMany(static op => op.Subtasks).SelectMany(static part => part.Keyed).SelectMany(static keyed => keyed.Files)
            .Select(static file => file.Path)
            .Append(CheckpointStorage.ManifestPath(Attempt)).Append(CheckpointStorage.DecidedPath(Attempt));
}

/// <summary>One operator's state.</summary>
/// <param name="Uid">What a restore maps by.</param>
/// <param name="Parallelism">How many subtasks it had.</param>
/// <param name="Subtasks">The parts of those that had state, ordered by index.</param>
internal sealed record OperatorManifest(string Uid, int Parallelism, IReadOnlyList<OperatorPart> Subtasks)
{
    /// <summary>Nothing is lost with it.</summary>
    internal bool IsEmpty => Subtasks.All(static part => part.Keyed.Count == 0 && !part.Lists.Any(static list => list.IsState));
}

/// <summary>One subtask's part of an operator's state.</summary>
internal sealed record OperatorPart(int Index, IReadOnlyList<KeyedPart> Keyed, IReadOnlyList<OperatorStateList> Lists);
