using System.Globalization;
using ActorStream.Backends.Files;

namespace ActorStream.Backends;

/// <summary>
/// The files of one job's checkpoints: <c>chk-&lt;n&gt;-e&lt;epoch&gt;/</c> per attempt, in it the snapshot files of its subtasks and, last, its
/// manifest, and once the checkpoint is decided a mark that says so. Paths in manifests and messages are relative to the job's directory, with '/' between their parts.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="root">The job's directory.</param>
internal sealed class CheckpointStorage(IFileSystem files, string root)
{
    private const string ManifestName = "manifest.json";
    private const string DecidedName = "decided";

    /// <summary>What names of files of keyed state end with.</summary>
    internal const string SnapshotSuffix = ".keyed";

    /// <summary>Name of the file of an attempt in which small ones are put together.</summary>
    internal const string GatheredName = "gathered" + SnapshotSuffix;

    internal IFileSystem Files => files;

    internal string Root => root;

    /// <summary>Makes the attempt's directory, durably. Repeating it does no harm.</summary>
    internal ValueTask PrepareAsync(CheckpointAttempt attempt, CancellationToken cancellation = default) =>
        files.CreateDirectoryAsync(FullPath(attempt.DirectoryName), cancellation);

    /// <summary>What the names of a subtask's files of keyed state begin with. Relative.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="vertex">The subtask's chain.</param>
    /// <param name="index">The subtask's index.</param>
    /// <param name="number">Numbers the files of this subtask in this attempt: its operator's place in the chain, say.</param>
    internal static string SnapshotPath(CheckpointAttempt attempt, int vertex, int index, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{attempt.DirectoryName}/{vertex}.{index}-{number}{SnapshotSuffix}");

    /// <summary>Where small snapshots of the attempt are put together. Relative.</summary>
    internal static string GatheredPath(CheckpointAttempt attempt) => $"{attempt.DirectoryName}/{GatheredName}";

    /// <summary>Whether a file, by its relative path, is the attempt's own.</summary>
    internal static bool IsOf(CheckpointAttempt attempt, string path) => path.StartsWith(attempt.DirectoryName + "/", StringComparison.Ordinal);

    /// <summary>Where the attempt's manifest is. Relative.</summary>
    internal static string ManifestPath(CheckpointAttempt attempt) => $"{attempt.DirectoryName}/{ManifestName}";

    /// <summary>Where it is marked that the attempt was decided. Relative.</summary>
    internal static string DecidedPath(CheckpointAttempt attempt) => $"{attempt.DirectoryName}/{DecidedName}";

    /// <summary>
    /// Marks durably that the journal has decided the attempt, before any sink commits it: should the journal lose its end, the mark tells.
    /// Repeating it does no harm.
    /// </summary>
    internal async ValueTask MarkDecidedAsync(CheckpointAttempt attempt, CancellationToken cancellation = default)
    {
        var path = FullPath(DecidedPath(attempt));
        await LostFile.WriteAnewAsync(async () =>
        {
            await using var directory = await OpenAsync(attempt, cancellation);
            await files.DeleteAsync(path, cancellation);
            await (await files.CreateAsync(path, cancellation)).DisposeAsync();
            await directory.SyncAsync(cancellation);
        });
    }

    /// <summary>The attempts that are marked as decided, those with the highest numbers first.</summary>
    internal async ValueTask<IReadOnlyList<CheckpointAttempt>> DecidedAsync(CancellationToken cancellation = default)
    {
        var decided = new List<CheckpointAttempt>();
        foreach (var attempt in await ListAsync(cancellation))
        {
            if (await files.StatAsync(FullPath(DecidedPath(attempt)), cancellation) is not null) decided.Add(attempt);
        }

        return [.. decided.OrderByDescending(static attempt => attempt.Checkpoint)];
    }

    /// <summary>
    /// Makes the attempt's directory and opens it for whoever is going to write into it: a sync of it makes the names of files durable, and is the
    /// last step before a subtask acknowledges.
    /// </summary>
    internal async ValueTask<IDirectoryHandle> OpenAsync(CheckpointAttempt attempt, CancellationToken cancellation = default)
    {
        await PrepareAsync(attempt, cancellation);
        return await files.OpenDirectoryAsync(FullPath(attempt.DirectoryName), cancellation);
    }

    /// <summary>
    /// A relative path, below the job's directory. Anything that would lead out of it is refused: manifests are read from files.
    /// </summary>
    internal string FullPath(string relative)
    {
        var parts = relative.Split('/');
        if (relative.Contains('\\') || relative.Contains(':') || parts.Any(static part => part is "" or "." or ".."))
            throw new IOException($"'{relative}' is not a path within checkpoint directory '{root}'.");
        return Path.Combine([root, .. parts]);
    }

    /// <summary>The attempts that have a directory, oldest first.</summary>
    internal async ValueTask<IReadOnlyList<CheckpointAttempt>> ListAsync(CancellationToken cancellation = default)
    {
        var attempts = new List<CheckpointAttempt>();
        foreach (var entry in await files.ListAsync(root, cancellation))
        {
            if (entry.IsDirectory && CheckpointAttempt.FromDirectoryName(entry.Name) is { } attempt) attempts.Add(attempt);
        }

        return [.. attempts.OrderBy(static attempt => attempt.Epoch).ThenBy(static attempt => attempt.Checkpoint)];
    }

    /// <summary>Whether the attempt has a manifest, in the journal or not.</summary>
    internal async ValueTask<bool> HasManifestAsync(CheckpointAttempt attempt, CancellationToken cancellation = default) =>
        await files.StatAsync(FullPath(ManifestPath(attempt)), cancellation) is not null;

    /// <summary>
    /// Deletes an attempt's files, save those that are still referenced, and then its directory if it is empty. Names that this layout does
    /// not make are somebody else's and stay.
    /// </summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="referenced">What stays, as known when the deletion was decided on.</param>
    /// <param name="isReferencedNow">The same at the moment of each deletion: nothing deleted may have come to be needed since.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many files were deleted.</returns>
    internal async ValueTask<int> DeleteAsync(
        CheckpointAttempt attempt, IReadOnlySet<string> referenced, Func<string, bool> isReferencedNow, CancellationToken cancellation = default)
    {
        var directory = FullPath(attempt.DirectoryName);
        var (deleted, kept) = (0, 0);
        // The manifest goes first: what is left of it after a crash is then plain garbage, never a manifest without its files.
        foreach (var entry in (await files.ListAsync(directory, cancellation)).OrderBy(static entry => entry.Name != ManifestName))
        {
            var path = $"{attempt.DirectoryName}/{entry.Name}";
            if (entry.IsDirectory || !IsOurs(entry.Name) || referenced.Contains(path))
            {
                kept++;
                continue;
            }

            Invariant.Holds(!isReferencedNow(path), $"'{path}' was to be deleted and is needed.");
            if (await files.DeleteAsync(entry.Path, cancellation)) deleted++;
        }

        if (kept == 0) await files.DeleteDirectoryAsync(directory, cancellation);
        return deleted;
    }

    private static bool IsOurs(string name) =>
        name == DecidedName || name.StartsWith(ManifestName, StringComparison.Ordinal) || name.Contains(SnapshotSuffix, StringComparison.Ordinal);
}
