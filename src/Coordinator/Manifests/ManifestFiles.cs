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
            if (!await storage.HasManifestAsync(attempt, cancellation)) continue;
            var path = storage.FullPath(CheckpointStorage.ManifestPath(attempt));
            try
            {
                reached.UnionWith(ManifestText.Parse(await storage.Files.ReadAllAsync(path, ManifestStore.MostManifestBytes, cancellation)).Files);
            }
            catch (FormatException error)
            {
                throw new IOException($"Manifest '{path}' is damaged ({error.Message}), so nobody can say which files it reaches.", error);
            }
        }

        return reached;
    }
}
