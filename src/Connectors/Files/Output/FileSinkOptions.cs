namespace ActorStream;

/// <summary>
/// How a sink's records are parted into files. Whatever it says, a file ends with its checkpoint: the checkpoint interval is the longest
/// time that a file covers, and that after which its records can be seen.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
public sealed record FileSinkOptions<T>
{
    /// <summary>
    /// Bytes at which a transaction goes on in another file; a file may be larger by some records, since it is looked at behind every 64
    /// of them at most. At least 1. Default null: a file holds all that a subtask has for it between two checkpoints.
    /// </summary>
    public long? MaxFileBytes { get; init; }

    /// <summary>
    /// The sub-directories that records go to. A subtask has a file for each that it gets records for between two checkpoints, of which
    /// it holds up to 64 KiB in memory. Default null: all files are in the directory itself.
    /// </summary>
    public FileBuckets<T>? Buckets { get; init; }
}
