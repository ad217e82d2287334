namespace ActorStream.Coordinator;

/// <summary>What a start comes to, by what the journal says.</summary>
internal enum JobStart
{
    /// <summary>There is no job yet, or the one in this directory is over and a new one takes its place.</summary>
    Begins,

    /// <summary>The job goes on from its last checkpoint.</summary>
    GoesOn,

    /// <summary>It is over: nothing is done.</summary>
    IsOver,
}

/// <summary>Decides it.</summary>
internal static class JobStarts
{
    /// <summary>Epochs of a job and of one that was started from it are at least this far apart.</summary>
    private const long EpochsOfAJob = 1_000_000_000;

    /// <param name="history">Of the directory in which the job is to run.</param>
    /// <param name="from">What it is to start from; null: from where it was.</param>
    /// <exception cref="JobNotOverException">Another job in this directory is not over.</exception>
    internal static JobStart Of(JobHistory history, RestoreSource? from)
    {
        if (history.Created is not { } created) return JobStart.Begins;
        if (from is null) return history.Finished is null ? JobStart.GoesOn : JobStart.IsOver;
        // Started the same way again, by whoever sees to it that it runs: what it was started from may be gone by now.
        var isSame = created.Origin?.Directory == from.FullPath;
        return history.Finished switch
        {
            null => isSame ? JobStart.GoesOn : throw new JobNotOverException(created.Job),
            // What it has committed since would be committed a second time. One that has not come so far may be tried again.
            { Cancelled: true } when isSame && history.CommittedThrough <= created.Origin!.Checkpoint => JobStart.Begins,
            _ => isSame ? JobStart.IsOver : JobStart.Begins,
        };
    }

    /// <summary>The epoch above which a new job begins: sinks know by it that those of the jobs that it comes from are over.</summary>
    internal static long AfterEpoch(JobHistory history, JobOrigin? origin) =>
        origin is null ? history.Epoch : ((Math.Max(history.Epoch, origin.Manifest.Epoch) / EpochsOfAJob) + 1) * EpochsOfAJob;
}

/// <summary>A job was to be started from a savepoint where another one is not over.</summary>
internal sealed class JobNotOverException(JobId job) : InvalidOperationException(
    $"The job in this checkpoint directory ({job}) is not over, "
    + "and would be given up by starting another one from a savepoint in its place. "
    + "Stop or cancel it first, start it without --from, or choose another checkpoint directory."), IPermanentError;
