using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// The savepoint or checkpoint that a job was started from and has claimed: deleted once the job has a checkpoint of its own. Failing to
/// costs nothing but room: the next restore tries again.
/// </summary>
internal sealed class ClaimedFiles(JobControl job)
{
    private bool _isDone;

    /// <summary>The job may have its own checkpoint now.</summary>
    internal void Release()
    {
        if (_isDone || job.History is not { RestorePoint: not null, Origin: { Claim: ClaimMode.Claim } origin }) return;
        _isDone = true;
        if (RestoreReader.IsOwn(origin, job.Definition))
        {
            // In the job's own directory it is one of the older checkpoints there.
            job.Retained!.Pin([]);
            return;
        }

        var storage = origin.StorageOn(job.Definition.Ports.Files);
        job.Run(
            EffectKind.Io,
            async cancellation =>
            {
                await DeleteAsync(storage, origin, cancellation);
                return true;
            },
            outcome =>
            {
                if (outcome.Error is { } error) job.Log.ClaimNotCleaned(error, job.Name);
            });
    }

    private static async ValueTask DeleteAsync(CheckpointStorage storage, JobOrigin origin, CancellationToken cancellation)
    {
        var (files, path) = (storage.Files, storage.FullPath(origin.Manifest.ManifestPath));
        var claimed = path + ".claimed";
        // First its name: from there on nobody starts from it, and what is still there is found again by the other one.
        if (await files.StatAsync(path, cancellation) is not null)
        {
            await files.RenameAsync(path, claimed, cancellation);
            await files.SyncDirectoryAsync(Path.GetDirectoryName(path)!, cancellation);
        }

        if (await files.StatAsync(claimed, cancellation) is null) return;
        var manifests = new ManifestStore(storage);
        var renamed = origin.Manifest with { ManifestPath = origin.Manifest.ManifestPath + ".claimed" };
        var own = await manifests.ReadAsync(renamed, origin.Lineage[0], cancellation);
        var needed = origin.IsSavepoint ? [] : await ManifestFiles.OfAllAsync(storage, cancellation);
        var deleted = own.Files.Distinct().Where(file => !needed.Contains(file)).ToList();
        foreach (var file in deleted) await files.DeleteAsync(storage.FullPath(file), cancellation);
        await files.DeleteAsync(claimed, cancellation);
        var directories = deleted.Append(origin.Manifest.ManifestPath).Select(file => Path.GetDirectoryName(storage.FullPath(file))!)
            .Distinct();
        foreach (var directory in directories.Where(one => one != storage.Root))
        {
            if ((await files.ListAsync(directory, cancellation)).Count == 0) await files.DeleteDirectoryAsync(directory, cancellation);
        }

        await files.SyncDirectoryAsync(storage.Root, cancellation);
    }
}
