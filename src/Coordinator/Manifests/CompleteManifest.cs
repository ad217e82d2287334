using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>What must be true of a manifest before it may become a checkpoint: each piece of the job is in it, in one place.</summary>
internal static class CompleteManifest
{
    /// <param name="manifest">The manifest.</param>
    /// <param name="parts">The subtasks that have acknowledged it.</param>
    /// <param name="plan">The job.</param>
    /// <exception cref="InvariantViolatedException">It is not true.</exception>
    internal static void Check(CheckpointManifest manifest, IEnumerable<SubtaskId> parts, JobPlan plan)
    {
        Invariant.Holds(
            plan.Subtasks.Order().SequenceEqual(parts.Order()), $"{manifest.Attempt} has not one part of every subtask of the job.");
        foreach (var op in manifest.Operators) Check(manifest.Attempt, op);
        var sources = plan.Sources.Values.Select(static source => source.Uid).Order(StringComparer.Ordinal);
        Invariant.Holds(
            sources.SequenceEqual(manifest.Enumerators.Select(static one => one.Uid)),
            $"{manifest.Attempt} has not one enumerator of every source.");
        foreach (var enumerator in manifest.Enumerators) Check(manifest, enumerator);
    }

    private static void Check(CheckpointAttempt attempt, OperatorManifest op)
    {
        var indexes = op.Subtasks.Select(static part => part.Index).ToHashSet();
        Invariant.Holds(
            indexes.Count == op.Subtasks.Count && indexes.All(index => index < op.Parallelism),
            $"{attempt} has state of '{op.Uid}' from "
                + $"subtasks {string.Join(", ", indexes)} of {op.Parallelism}, in {op.Subtasks.Count} parts.");
        var ranges = op.Subtasks.SelectMany(static part => part.Keyed).Select(static keyed => keyed.Range)
            .OrderBy(static range => range.First).ToList();
        var next = 0UL; // Wraps to 0 behind the last hash.
        foreach (var range in ranges)
        {
            Invariant.Holds(range.First == next, $"{attempt} has state of '{op.Uid}' for the hashes {range} where {next:x16} is next.");
            next = range.Last + 1;
        }

        Invariant.Holds(next == 0, $"{attempt} has no state of '{op.Uid}' for the hashes from {next:x16}.");
    }

    private static void Check(CheckpointManifest manifest, EnumeratorSnapshot enumerator)
    {
        var held = manifest.Operators.Where(op => op.Uid == enumerator.Uid).SelectMany(static op => op.Subtasks)
            .SelectMany(static part => part.Lists).Where(static list => list.Distribution == StateDistribution.Enumerator)
            .SelectMany(static list => list.Items).Select(static item => SplitFormat.Read(item).Id);
        var (seen, places) = (enumerator.Seen.ToHashSet(), new HashSet<string>());
        foreach (var split in held.Concat(enumerator.Unassigned.Select(static split => split.Id)))
        {
            Invariant.Holds(places.Add(split), $"{manifest.Attempt} has split '{split}' of '{enumerator.Uid}' in two places.");
            Invariant.Holds(seen.Contains(split), $"{manifest.Attempt} has split '{split}' of '{enumerator.Uid}', which was never found.");
        }
    }
}
