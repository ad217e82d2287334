using ActorStream.Backends;
using ActorStream.Coordinator;

namespace ActorStream.TestKit;

/// <summary>
/// The state of all operators of a harness at one moment, as a checkpoint keeps it. Immutable; may be restored any number of times, in any
/// harness whose operators have the same uids, at any parallelism.
/// </summary>
public sealed class HarnessSnapshot
{
    internal HarnessSnapshot(CheckpointManifest manifest, IReadOnlyDictionary<string, byte[]> files) =>
        (Manifest, Files) = (manifest, files);

    /// <summary>Bytes of keyed state in it.</summary>
    public long StateBytes => FilesOf(Manifest).Sum(static file => file.Length);

    internal CheckpointManifest Manifest { get; }

    internal static IEnumerable<SnapshotFile> FilesOf(CheckpointManifest manifest) =>
        manifest.Operators.SelectMany(static op => op.Subtasks)
        .SelectMany(static part => part.Keyed).SelectMany(static part => part.Files);

    /// <summary>The files that the manifest names, by the paths that it gives them.</summary>
    internal IReadOnlyDictionary<string, byte[]> Files { get; }
}
