using ActorStream.Backends;
using ActorStream.Backends.Files;

namespace ActorStream.Coordinator;

/// <summary>A checkpoint on the disk, looked at from outside: nothing is locked and nothing changed.</summary>
/// <param name="Storage">Of its job.</param>
/// <param name="Manifest">What it consists of.</param>
internal sealed record StoredCheckpoint(CheckpointStorage Storage, CheckpointManifest Manifest)
{
    private const int MostManifestBytes = 256 << 20;

    /// <summary>Opens a job's newest checkpoint, or the one of a directory <c>chk-…</c>.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="path">The job's directory, or the checkpoint's in it.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="IOException">There is none, or it is damaged; says which file.</exception>
    internal static async ValueTask<StoredCheckpoint> OpenAsync(IFileSystem files, string path, CancellationToken cancellation)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (await files.StatAsync(full, cancellation) is not { IsDirectory: true }) throw new IOException($"There is no directory '{full}'.");
        if (CheckpointAttempt.FromDirectoryName(Path.GetFileName(full)) is { } attempt)
        {
            var storage = new CheckpointStorage(files, Path.GetDirectoryName(full)!);
            return new StoredCheckpoint(storage, await ReadAsync(storage, attempt, cancellation));
        }

        var history = await JournalView.ReadAsync(files, Path.Combine(full, "journal"), cancellation);
        if (history.Created is null) throw new IOException($"'{full}' is neither a job's checkpoint directory, for it has no journal, nor a checkpoint in one.");
        if (history.RestorePoint is not { } newest) throw new IOException($"The job in '{full}' has not completed any checkpoint yet.");
        var own = new CheckpointStorage(files, full);
        return new StoredCheckpoint(own, await new ManifestStore(own).ReadAsync(newest, history.Created.Job, cancellation));
    }

    private static async ValueTask<CheckpointManifest> ReadAsync(CheckpointStorage storage, CheckpointAttempt attempt, CancellationToken cancellation)
    {
        var path = storage.FullPath(CheckpointStorage.ManifestPath(attempt));
        try
        {
            return ManifestText.Parse(await storage.Files.ReadAllAsync(path, MostManifestBytes, cancellation));
        }
        catch (FileNotFoundException missing)
        {
            throw new IOException($"'{attempt.DirectoryName}' has no manifest: its checkpoint was never completed.", missing);
        }
        catch (FormatException error)
        {
            throw new IOException($"Manifest '{path}' is damaged: {error.Message}.", error);
        }
    }
}
