using ActorStream.Backends;
using ActorStream.Backends.Files;

namespace ActorStream.Coordinator;

/// <summary>A checkpoint or savepoint on the disk, looked at from outside: nothing is locked and nothing changed.</summary>
/// <param name="Storage">Where its files are.</param>
/// <param name="Manifest">What it consists of.</param>
internal sealed record StoredCheckpoint(CheckpointStorage Storage, CheckpointManifest Manifest)
{
    /// <summary>Its manifest as a journal would record it.</summary>
    internal CheckpointCompleted Recorded { get; private init; } =
        new(Manifest.Attempt.Checkpoint, Manifest.Attempt.Epoch, "", 0, 0, Stop: false);

    /// <summary>Opens a savepoint, a job's newest checkpoint, or the one of a directory <c>chk-…</c>.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="path">The savepoint, the job's directory, or the checkpoint's in it.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="IOException">There is none, or it is damaged; says which file.</exception>
    internal static async ValueTask<StoredCheckpoint> OpenAsync(IFileSystem files, string path, CancellationToken cancellation)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (await files.StatAsync(full, cancellation) is not { IsDirectory: true })
            throw new IOException($"There is no directory '{full}'.");
        if (CheckpointAttempt.FromDirectoryName(Path.GetFileName(full)) is { } attempt)
        {
            var around = new CheckpointStorage(files, Path.GetDirectoryName(full)!);
            return await ReadAsync(around, CheckpointStorage.ManifestPath(attempt), cancellation)
                ?? throw new IOException($"'{attempt.DirectoryName}' has no manifest: its checkpoint was never completed.");
        }

        var own = new CheckpointStorage(files, full);
        if (await ReadAsync(own, SavepointDirectory.ManifestName, cancellation) is { } savepoint) return savepoint;
        if (await files.StatAsync(Path.Combine(full, SavepointDirectory.UndecidedName), cancellation) is not null)
        {
            throw new IOException(
                $"The savepoint in '{full}' was not completed, so its output may not be committed. "
                + "If it was decided, its job completes it when it is started again.");
        }

        var history = await JournalView.ReadAsync(files, Path.Combine(full, "journal"), cancellation);
        if (history.Created is null)
        {
            throw new IOException(
                $"'{full}' is neither a savepoint nor a job's checkpoint directory, for it has no journal, nor a checkpoint in one.");
        }

        if (history is { RestorePoint: null, Origin: { } origin })
        {
            // It has not come to a checkpoint of its own: it goes on from there, and so does who is started from it.
            var start = origin.IsSavepoint ? origin.Root : Path.Combine(origin.Root, Path.GetDirectoryName(origin.Manifest.ManifestPath)!);
            return await OpenAsync(files, start, cancellation);
        }

        if (history.RestorePoint is not { } newest) throw new IOException($"The job in '{full}' has not completed any checkpoint yet.");
        return new StoredCheckpoint(own, await new ManifestStore(own).ReadAsync(newest, history.Created.Job, cancellation)) 
        {
            Recorded = newest with { Stop = false, Savepoint = null },
        };
    }

    private static async ValueTask<StoredCheckpoint?> ReadAsync(CheckpointStorage storage, string manifest, CancellationToken cancellation)
    {
        var path = storage.FullPath(manifest);
        try
        {
            var bytes = await storage.Files.ReadAllAsync(path, ManifestStore.MostManifestBytes, cancellation);
            var read = manifest == SavepointDirectory.ManifestName ? SavepointText.Parse(bytes) : ManifestText.Parse(bytes);
            return new StoredCheckpoint(storage, read)
            {
                Recorded = new CheckpointCompleted(
                    read.Attempt.Checkpoint, read.Attempt.Epoch, manifest, bytes.Length, Checksum.Of(bytes), Stop: false),
            };
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (FormatException error)
        {
            throw new IOException($"Manifest '{path}' is damaged: {error.Message}.", error);
        }
    }
}
