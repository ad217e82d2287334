using ActorStream.Backends;
using ActorStream.Backends.Files;

namespace ActorStream.Coordinator;

/// <summary>What the manifests in a job's directory reach, whoever wrote them.</summary>
internal static class ManifestFiles
{
    /// <summary>Files that some manifest names, relative to the directory, the manifests themselves included.</summary>
    /// <exception cref="IOException">A manifest cannot be read: nobody can say what it reaches.</exception>
    internal static async ValueTask<HashSet<string>> OfAllAsync(CheckpointStorage storage, CancellationToken cancellation)
    {
        var reached = new HashSet<string>();
        foreach (var attempt in await storage.ListAsync(cancellation))
        {
            if (await ReadAsync(storage, attempt, cancellation) is { } manifest) reached.UnionWith(manifest.Files);
        }

        return reached;
    }

    /// <summary>The manifest of an attempt; null if it has none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static async ValueTask<CheckpointManifest?> ReadAsync(
        CheckpointStorage storage, CheckpointAttempt attempt, CancellationToken cancellation)
    {
        var path = storage.FullPath(CheckpointStorage.ManifestPath(attempt));
        try
        {
            return ManifestText.Parse(await storage.Files.ReadAllAsync(path, ManifestStore.MostManifestBytes, cancellation));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (FormatException error)
        {
            throw new IOException($"Manifest '{path}' is damaged ({error.Message}), so nobody can say which files it reaches.", error);
        }
    }
}
