using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>Who gets what of a checkpoint, at the parallelism that the job has now.</summary>
/// <param name="Checkpoint">The checkpoint; 0: none, everything starts empty.</param>
/// <param name="Subtasks">State of each subtask.</param>
/// <param name="Enumerators">State of each source's enumerator, by uid, with the splits that subtasks held in front.</param>
/// <param name="Committables">Of each sink, by uid, oldest first.</param>
internal sealed record RestorePlan(
    long Checkpoint,
    IReadOnlyDictionary<SubtaskId, IReadOnlyList<OperatorSnapshot>> Subtasks,
    IReadOnlyDictionary<string, EnumeratorSnapshot> Enumerators,
    IReadOnlyDictionary<string, IReadOnlyList<Committable>> Committables)
{
    /// <summary>Where the files are, if they are not the job's own; null: in its directory.</summary>
    internal string? Root { get; init; }

    /// <summary>State that may be left out: <c>operator/state</c>, by the uid that the operator has now.</summary>
    internal IReadOnlyList<string> Drop { get; init; } = [];

    internal static RestorePlan Empty { get; } = new(
        0,
        new Dictionary<SubtaskId, IReadOnlyList<OperatorSnapshot>>(),
        new Dictionary<string, EnumeratorSnapshot>(),
        new Dictionary<string, IReadOnlyList<Committable>>());

    internal IReadOnlyList<OperatorSnapshot> Of(SubtaskId subtask) => Subtasks.GetValueOrDefault(subtask) ?? [];

    internal IReadOnlyList<Committable> CommittablesOf(string sink) => Committables.GetValueOrDefault(sink) ?? [];
}

/// <summary>A checkpoint has state that no operator of the job takes.</summary>
internal sealed class RestoreException(long checkpoint, IReadOnlyList<string> problems)
    : Exception($"Checkpoint {checkpoint} does not fit the job: {string.Join(" ", problems)}");
