using ActorStream.Backends;
using ActorStream.Backends.Files;

namespace ActorStream.Coordinator;

/// <summary>Writes and reads manifests. What was not journalled is no checkpoint, so a written manifest decides nothing yet.</summary>
internal sealed class ManifestStore(CheckpointStorage storage)
{
    internal const int MostManifestBytes = 256 << 20;

    private CheckpointCompleted? _written;

    /// <summary>Whether the manifest that a record names is the last one that was made durable here.</summary>
    internal bool HasWritten(CheckpointCompleted record) => _written == record;

    /// <summary>
    /// Makes the small files of a checkpoint durable, then its manifest, under names that never show a part of it; then the savepoint that
    /// goes with it.
    /// </summary>
    /// <returns>The journal record that will make it a checkpoint.</returns>
    internal async ValueTask<CheckpointCompleted> WriteAsync(
        GatheredFiles gathered, bool stop, CancellationToken cancellation, PendingSavepoint? savepoint = null)
    {
        var manifest = gathered.Manifest;
        var path = CheckpointStorage.ManifestPath(manifest.Attempt);
        var bytes = ManifestText.ToBytes(manifest);
        if (bytes.Length > MostManifestBytes)
        {
            throw new IOException(
                $"The manifest of checkpoint {manifest.Attempt.Checkpoint} has {bytes.Length} bytes, "
                + $"and no more than {MostManifestBytes} can be "
                + "read again: splits or committables hold too much.");
        }

        await storage.PrepareAsync(manifest.Attempt, cancellation);
        if (gathered.Contents.Count > 0)
        {
            await storage.Files.ReplaceAsync(
                storage.FullPath(CheckpointStorage.GatheredPath(manifest.Attempt)), gathered.Contents, cancellation);
        }

        await storage.Files.ReplaceAsync(storage.FullPath(path), bytes, cancellation);
        if (savepoint is not null) await savepoint.ExportAsync(manifest, storage, cancellation);
        return _written = new CheckpointCompleted(
            manifest.Attempt.Checkpoint, manifest.Attempt.Epoch, path, bytes.Length, Checksum.Of(bytes), stop)
                { Savepoint = savepoint?.Directory.Root };
    }

    /// <summary>Reads the manifest that a journal record names.</summary>
    /// <param name="completed">The record.</param>
    /// <param name="job">The job that took it; null: whichever.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="CheckpointUnreadableException">It is missing or damaged. The job must not go back to an older one.</exception>
    internal async ValueTask<CheckpointManifest> ReadAsync(CheckpointCompleted completed, JobId? job, CancellationToken cancellation)
    {
        try
        {
            var bytes = await storage.Files.ReadAllAsync(storage.FullPath(completed.ManifestPath), MostManifestBytes, cancellation);
            if (bytes.Length != completed.ManifestBytes)
                throw new FormatException($"it has {bytes.Length} bytes, and {completed.ManifestBytes} were recorded");
            if (Checksum.Of(bytes) is var checksum && checksum != completed.ManifestChecksum)
                throw new FormatException($"its checksum is {checksum:x8}, and {completed.ManifestChecksum:x8} was recorded");
            var manifest = ManifestText.Parse(bytes);
            if (manifest.Job != (job ?? manifest.Job) || manifest.Attempt != new CheckpointAttempt(completed.Checkpoint, completed.Epoch))
                throw new FormatException($"it is that of checkpoint {manifest.Attempt} of job {manifest.Job}");
            return manifest;
        }
        catch (Exception error) when (error is IOException or FormatException or OverflowException)
        {
            throw new CheckpointUnreadableException(completed, storage.Root, error);
        }
    }
}

/// <summary>The newest checkpoint of the journal cannot be read.</summary>
internal sealed class CheckpointUnreadableException(CheckpointCompleted checkpoint, string root, Exception inner)
    : IOException(
        $"Checkpoint {checkpoint.Checkpoint} cannot be read from '{checkpoint.ManifestPath}' in '{root}': {inner.Message.TrimEnd('.')}. "
        + "Output was committed up to it, so the job cannot go back to an older one: restore the file from a copy.", inner);
