using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// A job's directory: its lock, its journal (<c>journal/</c>) and its checkpoints (<c>chk-…/</c>). Disposing lets go of the lock.
/// </summary>
internal sealed class JobDirectory : IAsyncDisposable
{
    private const string HowToGoOn = "Restore 'journal/' from a copy; to start over, delete the directory and the job's output.";

    private readonly IAsyncDisposable _lock;

    private JobDirectory(IFileSystem files, string path, IAsyncDisposable held)
    {
        _lock = held;
        Path = path;
        Journal = new FileJournal(files, System.IO.Path.Combine(path, "journal"));
        Checkpoints = new CheckpointStorage(files, path);
    }

    internal string Path { get; }

    internal IJournal Journal { get; }

    internal CheckpointStorage Checkpoints { get; }

    /// <summary>Creates the directory if need be, and takes it for this process.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="path">The job's own directory.</param>
    /// <param name="owner">Who takes it, in words a person can act on.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="DirectoryInUseException">Another process runs this job.</exception>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    internal static async ValueTask<JobDirectory> OpenAsync(
        IFileSystem files, string path, string owner, CancellationToken cancellation = default)
    {
        await files.CreateDirectoryAsync(path, cancellation);
        return new JobDirectory(files, path, await files.LockAsync(path, owner, cancellation));
    }

    /// <summary>What the journal says of the job. Also a check that the directory is sound, before anything starts.</summary>
    /// <exception cref="JournalCorruptException">The journal is damaged.</exception>
    /// <exception cref="IOException">There are checkpoints that the journal does not know of, so nobody can say which of them
    /// count.</exception>
    internal ValueTask<JobHistory> ReadHistoryAsync(CancellationToken cancellation = default) =>
        ReadHistoryAsync(Journal, Checkpoints, cancellation);

    /// <inheritdoc cref="ReadHistoryAsync(CancellationToken)"/>
    internal static async ValueTask<JobHistory> ReadHistoryAsync(
        IJournal journal, CheckpointStorage checkpoints, CancellationToken cancellation)
    {
        // Looked for before the journal is read: what is marked is in the journal by then.
        var decided = await checkpoints.DecidedAsync(cancellation);
        var found = JobHistory.Replay(await journal.ReadAsync(cancellation));
        // Those of jobs that had the directory before are this one's past.
        if (decided.FirstOrDefault(one => one.Epoch > found.AfterEpoch
            && one.Checkpoint > found.RestoredCheckpoint) is { Checkpoint: > 0 } newest)
        {
            throw new IOException(
                $"The journal in checkpoint directory '{checkpoints.Root}' has lost its end: "
                + $"it knows nothing of checkpoint {newest.Checkpoint}, "
                + $"which '{newest.DirectoryName}' marks as decided. {HowToGoOn}");
        }

        if (found.Created is null) await CheckNoManifestAsync(checkpoints, cancellation);
        return JobHistory.Replay(await journal.RecoverAsync(cancellation));
    }

    private static async ValueTask CheckNoManifestAsync(CheckpointStorage checkpoints, CancellationToken cancellation)
    {
        foreach (var attempt in await checkpoints.ListAsync(cancellation))
        {
            if (await checkpoints.HasManifestAsync(attempt, cancellation))
            {
                throw new IOException(
                    $"Checkpoint directory '{checkpoints.Root}' holds a manifest in '{attempt.DirectoryName}' but no journal. {HowToGoOn}");
            }
        }
    }

    /// <summary>Deletes the job's checkpoints and journal. The lock stays held.</summary>
    internal async ValueTask DiscardAsync(CancellationToken cancellation = default)
    {
        await Journal.DisposeAsync();
        foreach (var attempt in await Checkpoints.ListAsync(cancellation))
            await Checkpoints.Files.DeleteDirectoryAsync(Checkpoints.FullPath(attempt.DirectoryName), cancellation);

        // A checkpoint that a power failure brought back without its journal would look like damage.
        await Checkpoints.Files.SyncDirectoryAsync(Path, cancellation);
        await Checkpoints.Files.DeleteDirectoryAsync(System.IO.Path.Combine(Path, "journal"), cancellation);
        await Checkpoints.Files.SyncDirectoryAsync(Path, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await _lock.DisposeAsync();
    }
}
