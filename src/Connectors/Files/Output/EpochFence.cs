using System.Globalization;

namespace ActorStream.Connectors.Files.Output;

/// <summary>
/// Keeps earlier epochs out: a small file per lineage that names the lowest epoch that may still act. Sessions look at it before each step
/// that could make something visible.
/// </summary>
/// <remarks>
/// Between the look and the step a recovery may come. That is harmless: it either commits the file in question itself, and the late rename
/// finds nothing to rename, or deletes it, likewise.
/// </remarks>
internal static class EpochFence
{
    /// <summary>Refuses an epoch that is over.</summary>
    internal static async ValueTask CheckAsync(
        IFileSystem files, string directory, string lineage, long epoch, CancellationToken cancellation)
    {
        if (await ReadAsync(files, directory, lineage, cancellation) is { } lowest && epoch < lowest)
        {
            throw new IOException($"Epoch {epoch} may write to '{directory}' no more: epoch {lowest} has taken over.");
        }
    }

    /// <summary>
    /// Shuts out all epochs before this one. A fence that is there already is made anew: nobody can tell whether its name is durable.
    /// </summary>
    internal static async ValueTask RaiseAsync(
        IFileSystem files, string directory, string lineage, long epoch, CancellationToken cancellation)
    {
        await CheckAsync(files, directory, lineage, epoch, cancellation);
        await SealedText.ReplaceAsync(files, PathOf(directory, lineage), cancellation, $"epoch {epoch}");
    }

    internal static string PathOf(string directory, string lineage) => Path.Combine(directory, $".fence-{lineage}");

    private static async ValueTask<long?> ReadAsync(
        IFileSystem files, string directory, string lineage, CancellationToken cancellation)
    {
        var path = PathOf(directory, lineage);
        return await SealedText.ReadAsync(files, path, cancellation) switch
        {
            null => null,
            [var line] when line.StartsWith("epoch ", StringComparison.Ordinal)
                && long.TryParse(line["epoch ".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) => epoch,
            _ => throw new IOException($"File '{path}' does not name an epoch."),
        };
    }
}
