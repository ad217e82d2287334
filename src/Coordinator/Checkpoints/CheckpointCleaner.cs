using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// Deletes what no retained checkpoint and no round under way needs. Failing to does no harm: the next run finds it again.
/// </summary>
internal sealed class CheckpointCleaner(CheckpointStorage storage)
{
    /// <returns>How many files were deleted.</returns>
    internal async ValueTask<int> CleanAsync(Clearance clearance, CancellationToken cancellation)
    {
        var deleted = 0;
        foreach (var attempt in await storage.ListAsync(cancellation))
        {
            if (!clearance.IsKept(attempt))
                deleted += await storage.DeleteAsync(attempt, clearance.Referenced, clearance.IsReferencedNow, cancellation);
        }

        // A power failure would bring the names back, and after the job's end nobody cleans up again.
        if (deleted > 0) await storage.Files.SyncDirectoryAsync(storage.Root, cancellation);
        return deleted;
    }
}
