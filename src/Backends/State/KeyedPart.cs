namespace ActorStream.Backends;

/// <summary>The keyed state of one operator in one subtask, within a checkpoint.</summary>
/// <param name="Range">The key hashes it holds.</param>
/// <param name="Format">What its files are.</param>
/// <param name="Files">In the order that the format demands; at least one. Files of earlier checkpoints may be among them.</param>
internal sealed record KeyedPart(HashRange Range, KeyedFormat Format, IReadOnlyList<SnapshotFile> Files);

/// <summary>What the files of a <see cref="KeyedPart"/> are. Any backend restores from any of them.</summary>
internal enum KeyedFormat
{
    /// <summary>Snapshot files: one that holds everything, then those that each say what changed.</summary>
    Layers,

    /// <summary>A snapshot file with the catalog of all states and the runs of those that lie in no database; then the files of a RocksDB database.</summary>
    RocksDb,
}

/// <summary>What a snapshot may build on.</summary>
/// <param name="Checkpoint">A checkpoint that is complete and will stay until the one that builds on it is decided.</param>
/// <param name="Part">What the same backend gave for it, or was restored from.</param>
internal sealed record SnapshotBase(long Checkpoint, KeyedPart Part);

/// <summary>What a backend is to restore from.</summary>
/// <param name="Storage">Where the files are.</param>
/// <param name="Parts">Every part of this operator whose range overlaps; others are ignored. Empty starts with no state.</param>
/// <param name="Checkpoint">The checkpoint; 0: none.</param>
/// <param name="MayDrop">Names of states that may be in the parts and no longer in the operator.</param>
internal sealed record KeyedRestore(
    CheckpointStorage Storage, IReadOnlyList<KeyedPart> Parts, long Checkpoint, IReadOnlySet<string> MayDrop)
{
    /// <summary>The part that can be gone on from: the only one, and of exactly this range. Null if there is none.</summary>
    public KeyedPart? Same(HashRange range, KeyedFormat format) =>
        Parts is [var only] && only.Range == range && only.Format == format ? only : null;
}
