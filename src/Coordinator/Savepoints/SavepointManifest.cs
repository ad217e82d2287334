using System.Globalization;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>A checkpoint's manifest as a savepoint has it, and what to copy.</summary>
/// <param name="Manifest">State by operator, of no subtask in particular, in files relative to the savepoint.</param>
/// <param name="Files">What goes where.</param>
internal sealed record SavepointManifest(CheckpointManifest Manifest, IReadOnlyList<SavepointFile> Files)
{
    internal static SavepointManifest Of(CheckpointManifest manifest)
    {
        var files = new List<SavepointFile>();
        return new SavepointManifest(manifest with { Operators = [.. manifest.Operators.Select(OfOperator)] }, files);

        OperatorManifest OfOperator(OperatorManifest op) => new(op.Uid, Parallelism: 1, [new OperatorPart(
            0,
            [.. op.Subtasks.SelectMany(static part => part.Keyed)
                .Select(part => part with { Files = [.. part.Files.Select(file => Place(op.Uid, file))] })],
            // A savepoint is complete only when its transactions are committed: none is left to be.
            [.. op.Subtasks.SelectMany(static part => part.Lists)
                .Where(static list => list.Distribution != StateDistribution.Committables)])]);

        SnapshotFile Place(string uid, SnapshotFile file)
        {
            // Numbered over all operators: their uids may differ in case only.
            var name = string.Create(CultureInfo.InvariantCulture, $"{uid}/{files.Count:D5}{CheckpointStorage.SnapshotSuffix}");
            var placed = new SnapshotFile(name, file.Length, file.Checksum);
            files.Add(new SavepointFile(file, placed));
            return placed;
        }
    }
}

/// <summary>One file of a savepoint.</summary>
/// <param name="From">In the checkpoint.</param>
/// <param name="To">In the savepoint.</param>
internal readonly record struct SavepointFile(SnapshotFile From, SnapshotFile To);
