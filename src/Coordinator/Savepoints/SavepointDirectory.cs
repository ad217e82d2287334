using ActorStream.Backends;
using ActorStream.Backends.Files;

namespace ActorStream.Coordinator;

/// <summary>
/// A savepoint: a directory of the user's with files per operator, <c>&lt;uid&gt;/&lt;number&gt;.keyed</c>, and <see cref="ManifestName"/>,
/// which names them relative to the directory. It refers to nothing else, so it may be moved and copied. The manifest has its name only
/// when the job has committed everything before it; until then it is <see cref="UndecidedName"/>, from which nothing starts.
/// </summary>
internal sealed class SavepointDirectory(IFileSystem files, string root)
{
    internal const string ManifestName = "savepoint.json";
    internal const string UndecidedName = ManifestName + ".undecided";
    private const int CopyBytes = 1 << 20;

    internal string Root => root;

    /// <summary>Makes the directory where it is missing, and takes it.</summary>
    /// <exception cref="IOException">There is something in it, or it cannot be written.</exception>
    internal async ValueTask TakeAsync(CancellationToken cancellation)
    {
        await files.CreateDirectoryAsync(root, cancellation);
        if ((await files.ListAsync(root, cancellation)).FirstOrDefault() is { Path: { } found })
        {
            throw new IOException(Path.GetFileName(found) == UndecidedName
                ? $"Directory '{root}' holds a savepoint that was not completed: delete it, or choose another directory."
                : $"Directory '{root}' is not empty, it holds '{Path.GetFileName(found)}': choose another directory.");
        }

        await (await files.CreateAsync(Undecided, cancellation)).DisposeAsync();
    }

    /// <summary>Copies a checkpoint, durably.</summary>
    /// <param name="manifest">Of the checkpoint, whose files are on the disk.</param>
    /// <param name="from">Where they are.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>Bytes copied.</returns>
    internal async ValueTask<long> ExportAsync(CheckpointManifest manifest, CheckpointStorage from, CancellationToken cancellation)
    {
        var export = SavepointManifest.Of(manifest);
        await CopyAsync(export, from, cancellation);
        return await WriteManifestAsync(export.Manifest, cancellation) + export.Files.Sum(static file => file.To.Length);
    }

    /// <summary>Copies what a savepoint takes over, durably, but for its manifest.</summary>
    internal async ValueTask CopyAsync(SavepointManifest export, CheckpointStorage from, CancellationToken cancellation)
    {
        foreach (var uid in export.Files.GroupBy(static file => Path.GetDirectoryName(file.To.Path)!))
            await CopyAllAsync(uid.Key, [.. uid], from, cancellation);
    }

    /// <summary>Writes one more file, durably.</summary>
    /// <param name="path">Relative, of the form <c>&lt;uid&gt;/&lt;number&gt;.keyed</c>.</param>
    /// <param name="write">Gives its bytes; again if the disk failed it.</param>
    /// <param name="cancellation">Gives it up.</param>
    internal async ValueTask<SnapshotFile> WriteAsync(
        string path, Func<SnapshotOutput, CancellationToken, ValueTask> write, CancellationToken cancellation)
    {
        var full = Path.Combine(root, path);
        var directory = Path.GetDirectoryName(full)!;
        await files.CreateDirectoryAsync(directory, cancellation);
        SnapshotFile? written = null;
        await LostFile.WriteAnewAsync(async () =>
        {
            await using var names = await files.OpenDirectoryAsync(directory, cancellation);
            await files.DeleteAsync(full, cancellation);
            await using var output = new SnapshotOutput(() => files.CreateAsync(full, cancellation), mostInMemory: 0);
            await write(output, cancellation);
            written = await output.FinishAsync(path, cancellation);
            await names.SyncAsync(cancellation);
        });
        return written!;
    }

    /// <summary>All files are there: it may be started from.</summary>
    internal async ValueTask FinishAsync(CheckpointManifest manifest, CancellationToken cancellation)
    {
        await WriteManifestAsync(manifest, cancellation);
        await CompleteAsync(manifest.Job, manifest.Attempt, cancellation);
    }

    /// <summary>
    /// All up to it is committed: it may be started from. Repeating it does no harm, nor does it if the directory has been taken elsewhere
    /// and another savepoint is being made in its place.
    /// </summary>
    internal async ValueTask CompleteAsync(JobId job, CheckpointAttempt attempt, CancellationToken cancellation)
    {
        if (await files.StatAsync(Undecided, cancellation) is not { Length: > 0 }) return;
        // Copied rather than renamed: a name whose sync failed is lost, and the other one is still there to begin again with.
        var bytes = await files.ReadAllAsync(Undecided, ManifestStore.MostManifestBytes, cancellation);
        var found = Parse(bytes);
        if (found.Job != job || found.Attempt != attempt) return;
        await files.ReplaceAsync(Path.Combine(root, ManifestName), bytes, cancellation);
        await files.DeleteAsync(Undecided, cancellation);
        await files.SyncDirectoryAsync(root, cancellation);
    }

    /// <summary>Deletes what an export has left, and nothing else, so that the directory can be used again.</summary>
    internal async ValueTask DiscardAsync(CancellationToken cancellation)
    {
        foreach (var entry in await files.ListAsync(root, cancellation))
        {
            if (entry.IsDirectory) await DiscardAsync(entry.Path, cancellation);
            else if (entry.Name.StartsWith(ManifestName, StringComparison.Ordinal)) await files.DeleteAsync(entry.Path, cancellation);
        }

        await files.SyncDirectoryAsync(root, cancellation);
    }

    private async ValueTask DiscardAsync(string directory, CancellationToken cancellation)
    {
        foreach (var file in await files.ListAsync(directory, cancellation))
        {
            if (file.Name.EndsWith(CheckpointStorage.SnapshotSuffix, StringComparison.Ordinal))
                await files.DeleteAsync(file.Path, cancellation);
        }

        if ((await files.ListAsync(directory, cancellation)).Count == 0) await files.DeleteDirectoryAsync(directory, cancellation);
    }

    private string Undecided => Path.Combine(root, UndecidedName);

    private CheckpointManifest Parse(byte[] bytes)
    {
        try
        {
            return SavepointText.Parse(bytes);
        }
        catch (FormatException error)
        {
            throw new IOException($"'{Undecided}' is damaged: {error.Message}.", error);
        }
    }

    private async ValueTask<long> WriteManifestAsync(CheckpointManifest manifest, CancellationToken cancellation)
    {
        var bytes = SavepointText.ToBytes(manifest);
        await files.ReplaceAsync(Undecided, bytes, cancellation);
        return bytes.Length;
    }

    private async ValueTask CopyAllAsync(
        string uid, IReadOnlyList<SavepointFile> wanted, CheckpointStorage from, CancellationToken cancellation)
    {
        var directory = Path.Combine(root, uid);
        await files.CreateDirectoryAsync(directory, cancellation);
        await LostFile.WriteAnewAsync(async () =>
        {
            await using var names = await files.OpenDirectoryAsync(directory, cancellation);
            foreach (var file in wanted) await CopyAsync(file, from, cancellation);
            await names.SyncAsync(cancellation);
        });
    }

    /// <summary>Copies a file, and checks that it is the one that was recorded.</summary>
    private async ValueTask CopyAsync(SavepointFile file, CheckpointStorage from, CancellationToken cancellation)
    {
        var path = Path.Combine(root, file.To.Path);
        await files.DeleteAsync(path, cancellation);
        await using var source = await from.Files.OpenReadAsync(from.FullPath(file.From.Path), cancellation);
        await using var copy = await files.CreateAsync(path, cancellation);
        var buffer = new byte[(int)Math.Clamp(file.From.Length, 1, CopyBytes)];
        var checksum = 0u;
        for (long copied = 0; copied < file.From.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            var wanted = (int)Math.Min(buffer.Length, file.From.Length - copied);
            var count = await source.ReadAsync(file.From.Offset + copied, buffer.AsMemory(0, wanted), cancellation);
            if (count == 0) throw new SnapshotCorruptException(source.Path, $"it ends at byte {file.From.Offset + copied}");
            checksum = Crc32C.Of(buffer.AsSpan(0, count), checksum);
            await copy.WriteAsync(buffer.AsMemory(0, count), cancellation);
            copied += count;
        }

        if (checksum != file.From.Checksum)
            throw new SnapshotCorruptException(source.Path, $"its checksum is {checksum:x8}, and {file.From.Checksum:x8} was recorded");
        await copy.SyncAsync(cancellation);
    }
}
