using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>The small files of a checkpoint, which came with the acknowledgements, put together into one.</summary>
/// <param name="Manifest">With the place in that file of each.</param>
/// <param name="Contents">One after the other; empty if there are none.</param>
internal sealed record GatheredFiles(CheckpointManifest Manifest, IReadOnlyList<ReadOnlyMemory<byte>> Contents)
{
    internal static GatheredFiles Of(CheckpointManifest manifest)
    {
        var path = CheckpointStorage.GatheredPath(manifest.Attempt);
        var contents = new List<ReadOnlyMemory<byte>>();
        var offset = 0L;
        return new GatheredFiles(
            manifest with { Operators = [.. manifest.Operators.Select(op => op with { Subtasks = [.. op.Subtasks.Select(OfPart)] })] },
            contents);

        OperatorPart OfPart(OperatorPart part) =>
            part with { Keyed = [.. part.Keyed.Select(keyed => keyed with { Files = [.. keyed.Files.Select(Place)] })] };

        SnapshotFile Place(SnapshotFile file)
        {
            if (file.Content is not { } content) return file;
            var placed = new SnapshotFile(path, file.Length, file.Checksum) { Offset = offset };
            contents.Add(content);
            offset += content.Length;
            return placed;
        }
    }
}
