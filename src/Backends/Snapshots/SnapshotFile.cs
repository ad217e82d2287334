namespace ActorStream.Backends;

/// <summary>What a manifest keeps of a file of keyed state.</summary>
/// <param name="Path">Where it is, relative to the job's directory.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Checksum">CRC-32C of all its bytes; a restore that reads a part of a snapshot file can still check it, through the footer.</param>
internal sealed record SnapshotFile(string Path, long Length, uint Checksum)
{
    /// <summary>Where in the file at <see cref="Path"/> it begins.</summary>
    public long Offset { get; init; }

    /// <summary>Whether the file at <see cref="Path"/> holds others as well: small ones of a checkpoint are put together into one.</summary>
    public bool IsGathered => Path.EndsWith(CheckpointStorage.GatheredName, StringComparison.Ordinal);

    /// <summary>Its bytes while it has not been put anywhere: <see cref="Path"/> is then what it would be called. Null: it is on the disk.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }
}

/// <summary>A snapshot file is damaged, cut short, or not the file that was recorded. Restoring anything from it would be a guess.</summary>
internal sealed class SnapshotCorruptException(string path, string what, Exception? inner = null)
    : IOException($"Snapshot file '{path}' cannot be trusted: {what}. Output was committed up to its checkpoint, so the job cannot go back "
        + "to an older one: restore the file from a copy.", inner), IPermanentError
{
    public string Path { get; } = path;
}
