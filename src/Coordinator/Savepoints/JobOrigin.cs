using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// What a job was started from, as its journal keeps it: where it goes on from until its first own checkpoint is complete.
/// </summary>
/// <param name="Directory">What was asked for, as a full path.</param>
/// <param name="Lineage">The jobs that it comes from, the last one first.</param>
/// <param name="Root">The savepoint, or the directory of the job that took the checkpoint.</param>
/// <param name="Manifest">The manifest that was read.</param>
/// <param name="IsCommitted">Whether every transaction in it is committed; else recovery does it.</param>
/// <param name="Claim">Whose the files are.</param>
internal sealed record JobOrigin(
    string Directory, IReadOnlyList<JobId> Lineage, string Root, CheckpointCompleted Manifest, bool IsCommitted, ClaimMode Claim)
{
    internal long Checkpoint => Manifest.Checkpoint;

    internal bool IsSavepoint => Manifest.ManifestPath == SavepointDirectory.ManifestName;

    /// <summary>Reads what a new job is to start from.</summary>
    /// <exception cref="IOException">There is nothing, or it is damaged, or cannot be claimed.</exception>
    internal static async ValueTask<JobOrigin> ReadAsync(IFileSystem files, RestoreSource source, CancellationToken cancellation)
    {
        var stored = await StoredCheckpoint.OpenAsync(files, source.Directory, cancellation);
        var (root, manifest) = (stored.Storage.Root, stored.Manifest);
        var origin = new JobOrigin(
            source.FullPath, [manifest.Job, .. manifest.Lineage], root, stored.Recorded, IsCommitted: true, source.Claim);
        if (origin.IsSavepoint) return origin;
        var history = await JournalView.ReadAsync(files, Path.Combine(root, "journal"), cancellation);
        var isDecided = history.Completed.Concat(history.Former).Any(one => one.ManifestPath == stored.Recorded.ManifestPath)
            || await files.StatAsync(stored.Storage.FullPath(CheckpointStorage.DecidedPath(manifest.Attempt)), cancellation) is not null;
        if (!isDecided)
        {
            throw new IOException(
                $"'{stored.Storage.FullPath(manifest.Attempt.DirectoryName)}' was never decided: its output may not be committed. "
                    + "Choose another one.");
        }

        if (source.Claim == ClaimMode.Claim && history.Created is not null && history.Finished is null)
        {
            throw new IOException($"The job in '{root}' is not over, and needs its checkpoints: stop or cancel it, or do not claim them.");
        }

        return origin with { IsCommitted = manifest.Job == history.Created?.Job
            && manifest.Attempt.Checkpoint <= history.CommittedThrough };
    }

    /// <summary>Where its files are.</summary>
    internal CheckpointStorage StorageOn(IFileSystem files) => new(files, Root);

    public bool Equals(JobOrigin? other) => other is not null
        && Directory == other.Directory && Root == other.Root && Manifest == other.Manifest && IsCommitted == other.IsCommitted
            && Claim == other.Claim && Lineage.SequenceEqual(other.Lineage);

    public override int GetHashCode() => Manifest.GetHashCode();
}
