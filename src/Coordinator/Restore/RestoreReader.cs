using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>Reads the checkpoints that the journal knows: the newest to go on from, the others for what files they need.</summary>
internal sealed class RestoreReader(JobRun run, CoordinatorLog log)
{
    private readonly ManifestStore _manifests = new(run.Checkpoints);

    /// <param name="past">What the journal says.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="CheckpointUnreadableException">
    /// The newest cannot be read, and an older one is no substitute; or the disk does not give an older one, which newer ones may build
    /// on: a damaged one is passed over.
    /// </exception>
    /// <exception cref="RestoreException">It does not fit the job.</exception>
    internal async ValueTask<RestoredJob> ReadAsync(RestorePast past, CancellationToken cancellation)
    {
        var retained = new List<(CheckpointAttempt, IReadOnlyList<string>?)>();
        var newest = past.Completed.Count > 0 ? past.Completed[^1] : null;
        var older = past.Former.Select(static one => (Job: (JobId?)null, Completed: one))
            .Concat(past.Completed.SkipLast(1).Select(one => (Job: (JobId?)past.Job, Completed: one)));
        foreach (var (job, completed) in older.TakeLast(run.Settings.Checkpoint.Retained - (newest is null ? 0 : 1)))
            retained.Add((new CheckpointAttempt(completed.Checkpoint, completed.Epoch), await FilesOfAsync(job, completed, cancellation)));

        var drop = run.Drop.Concat(run.From?.Drop ?? []).ToHashSet();
        var plan = RestorePlan.Empty;
        if (newest is not null)
        {
            var manifest = await _manifests.ReadAsync(newest, past.Job, cancellation);
            // The process that decided it may have ended before it was marked.
            await run.Checkpoints.MarkDecidedAsync(manifest.Attempt, cancellation);
            retained.Add((manifest.Attempt, [.. manifest.Files]));
            plan = RestorePlanner.Plan(manifest, run.Plan, drop, isOwn: true);
        }
        else if (past.Origin is { } origin)
        {
            var storage = origin.StorageOn(run.Ports.Files);
            var manifest = await new ManifestStore(storage).ReadAsync(origin.Manifest, origin.Lineage[0], cancellation);
            plan = RestorePlanner.Plan(manifest, run.Plan, drop) with { Root = origin.Root };
        }

        return new RestoredJob(plan, retained, await PinnedAsync(past, newest is null, cancellation));
    }

    /// <summary>Whether what a job was started from lies among its own checkpoints.</summary>
    internal static bool IsOwn(JobOrigin origin, JobRun run) =>
        !origin.IsSavepoint && run.Checkpoints.Files == run.Ports.Files && Path.GetFullPath(run.Checkpoints.Root) == origin.Root;

    /// <summary>Of what lies among the job's checkpoints and is not its own to delete, or not yet.</summary>
    private async ValueTask<IReadOnlyList<string>> PinnedAsync(RestorePast past, bool isNeeded, CancellationToken cancellation)
    {
        if (past.Origin is not { } origin || !IsOwn(origin, run) || (origin.Claim == ClaimMode.Claim && !isNeeded)) return [];
        return [.. await FilesOfAsync(origin.Lineage[0], origin.Manifest, cancellation) ?? throw new IOException(
            $"Checkpoint {origin.Checkpoint} in '{origin.Root}', which the job was started from and does not own, cannot be read: "
            + "restore its manifest, or delete it.")];
    }

    private async ValueTask<IReadOnlyList<string>?> FilesOfAsync(JobId? job, CheckpointCompleted older, CancellationToken cancellation)
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

/// <summary>What the journal says of checkpoints, as things stood when it was asked.</summary>
/// <param name="Job">The job.</param>
/// <param name="Completed">Its checkpoints, oldest first.</param>
/// <param name="Former">Those of the jobs before it in this directory.</param>
/// <param name="Origin">What it was started from.</param>
internal sealed record RestorePast(
    JobId Job, IReadOnlyList<CheckpointCompleted> Completed, IReadOnlyList<CheckpointCompleted> Former, JobOrigin? Origin)
{
    internal static RestorePast Of(JobHistory history) =>
        new(history.Created!.Job, [.. history.Completed], [.. history.Former], history.Origin);
}

/// <summary>What was read.</summary>
/// <param name="Plan">Who gets what.</param>
/// <param name="Retained">Checkpoints to keep, oldest first, and the files of each; null: unknown, all of its directory.</param>
/// <param name="Pinned">Files that stay whatever comes.</param>
internal sealed record RestoredJob(
    RestorePlan Plan, IReadOnlyList<(CheckpointAttempt Attempt, IReadOnlyList<string>? Files)> Retained, IReadOnlyList<string> Pinned);
