using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>A job's directory, looked at from outside while the job runs or not: nothing is locked and nothing changed.</summary>
internal static class JobFiles
{
    /// <summary>
    /// The checkpoints that are there and were decided, of this job and of those that had the directory before, oldest first.
    /// </summary>
    /// <param name="files">The disk.</param>
    /// <param name="directory">The job's directory.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="IOException">There is no job, or a manifest cannot be read.</exception>
    internal static async ValueTask<IReadOnlyList<StoredCheckpointInfo>> CheckpointsAsync(
        IFileSystem files, string directory, CancellationToken cancellation)
    {
        var (storage, history) = await OpenAsync(files, directory, cancellation);
        var found = new List<StoredCheckpointInfo>();
        foreach (var (attempt, manifest) in await DecidedAsync(storage, history, cancellation))
        {
            var own = history.Completed.FirstOrDefault(one => one.ManifestPath == CheckpointStorage.ManifestPath(attempt));
            long bytes = 0;
            foreach (var file in manifest.Files.Distinct())
                bytes += (await files.StatAsync(storage.FullPath(file), cancellation))?.Length ?? 0;
            found.Add(new StoredCheckpointInfo(
                manifest.Job, attempt.Checkpoint, attempt.Epoch, storage.FullPath(attempt.DirectoryName), bytes,
                IsNewest: own is not null && own == history.RestorePoint,
                IsCommitted: own is not null && own.Checkpoint <= history.CommittedThrough,
                IsLast: own?.Stop ?? false,
                own?.Savepoint));
        }

        return found;
    }

    /// <summary>
    /// Files of checkpoints that no checkpoint reaches: left by a crash, or by jobs that are gone. What a running job may be writing is
    /// not among them.
    /// </summary>
    /// <inheritdoc cref="CheckpointsAsync"/>
    internal static async ValueTask<IReadOnlyList<FileEntry>> UnreachedAsync(
        IFileSystem files, string directory, CancellationToken cancellation)
    {
        var (storage, history) = await OpenAsync(files, directory, cancellation);
        var decided = await DecidedAsync(storage, history, cancellation);
        var reached = decided.SelectMany(static one => one.Manifest.Files).Select(storage.FullPath).ToHashSet();
        var newest = history.RestoredCheckpoint;
        var unreached = new List<FileEntry>();
        foreach (var attempt in await storage.ListAsync(cancellation))
        {
            if (history.Finished is null && attempt.Epoch >= history.Epoch && attempt.Checkpoint > newest) continue;
            var there = await files.ListAsync(storage.FullPath(attempt.DirectoryName), cancellation);
            unreached.AddRange(there.Where(entry => !reached.Contains(entry.Path)));
        }

        return unreached;
    }

    private static async ValueTask<(CheckpointStorage Storage, JobHistory History)> OpenAsync(
        IFileSystem files, string directory, CancellationToken cancellation)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        var history = await JournalView.ReadAsync(files, Path.Combine(full, "journal"), cancellation);
        return history.Created is null
            ? throw new IOException($"'{full}' is not a job's checkpoint directory: it has no journal.")
            : (new CheckpointStorage(files, full), history);
    }

    private static async ValueTask<IReadOnlyList<(CheckpointAttempt Attempt, CheckpointManifest Manifest)>> DecidedAsync(
        CheckpointStorage storage, JobHistory history, CancellationToken cancellation)
    {
        var journalled = history.Completed.Concat(history.Former)
            .Select(static one => new CheckpointAttempt(one.Checkpoint, one.Epoch)).ToHashSet();
        journalled.UnionWith(await storage.DecidedAsync(cancellation));
        var decided = new List<(CheckpointAttempt, CheckpointManifest)>();
        foreach (var attempt in (await storage.ListAsync(cancellation)).Where(journalled.Contains))
        {
            if (await ManifestFiles.ReadAsync(storage, attempt, cancellation) is { } manifest) decided.Add((attempt, manifest));
        }

        return decided;
    }
}

/// <summary>A checkpoint in a job's directory.</summary>
/// <param name="Job">The job that took it.</param>
/// <param name="Checkpoint">Its number.</param>
/// <param name="Epoch">The epoch that took it.</param>
/// <param name="Directory">Where it is, as a full path: what a job can be started from.</param>
/// <param name="Bytes">Of all files that it needs; several checkpoints may share some.</param>
/// <param name="IsNewest">The job goes on from it when it is started again.</param>
/// <param name="IsCommitted">All output up to it is known to be committed.</param>
/// <param name="IsLast">The job ended with it.</param>
/// <param name="Savepoint">The savepoint that was exported with it; null: none.</param>
internal sealed record StoredCheckpointInfo(
    JobId Job, long Checkpoint, long Epoch, string Directory, long Bytes, bool IsNewest, bool IsCommitted, bool IsLast, string? Savepoint);
