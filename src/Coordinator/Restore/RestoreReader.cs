using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>Reads the checkpoints that the journal knows: the newest to go on from, the others for what files they need.</summary>
internal sealed class RestoreReader(JobRun run, CoordinatorLog log)
{
    private readonly ManifestStore _manifests = new(run.Checkpoints);

    /// <param name="job">The job.</param>
    /// <param name="completed">The checkpoints, oldest first.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="CheckpointUnreadableException">
    /// The newest cannot be read, and an older one is no substitute; or the disk does not give an older one, which newer ones may build on: a damaged one is passed over.
    /// </exception>
    /// <exception cref="RestoreException">It does not fit the job.</exception>
    internal async ValueTask<RestoredJob> ReadAsync(
        JobId job, IReadOnlyList<CheckpointCompleted> completed, CancellationToken cancellation)
    {
        if (completed.Count == 0) return new RestoredJob(RestorePlan.Empty, []);
        var retained = new List<(CheckpointAttempt, IReadOnlyList<string>?)>();
        foreach (var older in completed.SkipLast(1).TakeLast(run.Settings.Checkpoint.Retained - 1))
            retained.Add((new CheckpointAttempt(older.Checkpoint, older.Epoch), await FilesOfAsync(job, older, cancellation)));

        var newest = await _manifests.ReadAsync(completed[^1], job, cancellation);
        // The process that decided it may have ended before it was marked.
        await run.Checkpoints.MarkDecidedAsync(newest.Attempt, cancellation);
        retained.Add((newest.Attempt, [.. newest.Files]));
        return new RestoredJob(RestorePlanner.Plan(newest, run.Plan), retained);
    }

    private async ValueTask<IReadOnlyList<string>?> FilesOfAsync(JobId job, CheckpointCompleted older, CancellationToken cancellation)
    {
        try
        {
            return [.. (await _manifests.ReadAsync(older, job, cancellation)).Files];
        }
        catch (CheckpointUnreadableException error) when (error.InnerException is FileNotFoundException)
        {
            // Deleted, before the journal forgot it.
            return [];
        }
        catch (CheckpointUnreadableException error) when (error.InnerException is FormatException or OverflowException)
        {
            log.RetainedUnreadable(error, older.Checkpoint, run.Plan.Graph.Name);
            return null;
        }
    }
}

/// <summary>What was read.</summary>
/// <param name="Plan">Who gets what.</param>
/// <param name="Retained">Checkpoints to keep, oldest first, and the files of each; null: unknown, all of its directory.</param>
internal sealed record RestoredJob(RestorePlan Plan, IReadOnlyList<(CheckpointAttempt Attempt, IReadOnlyList<string>? Files)> Retained);
