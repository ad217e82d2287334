namespace ActorStream.Backends;

/// <summary>What a manifest keeps of a snapshot file.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Checksum">CRC-32C of the whole file; a restore that reads a part of it can still check it, through the footer.</param>
/// <param name="Range">The key hashes it holds.</param>
internal sealed record SnapshotFile(string Path, long Length, uint Checksum, HashRange Range);

/// <summary>A snapshot file is damaged, cut short, or not the file that was recorded. Restoring anything from it would be a guess.</summary>
internal sealed class SnapshotCorruptException(string path, string what, Exception? inner = null)
    : IOException($"Snapshot file '{path}' cannot be trusted: {what}. Output was committed up to its checkpoint, so the job cannot go back "
        + "to an older one: restore the file from a copy.", inner), IPermanentError
{
    public string Path { get; } = path;
}
