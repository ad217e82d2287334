namespace ActorStream.Coordinator;

/// <summary>Where a job is. Each state has a <see cref="Phase"/> of its own.</summary>
internal enum JobState
{
    /// <summary>Reads the journal and begins a term.</summary>
    Recovering,

    /// <summary>Begins an epoch: reads its checkpoint, and lets the sinks commit and clean up.</summary>
    Restoring,

    /// <summary>Builds the subtasks and waits until all are ready.</summary>
    Deploying,

    /// <summary>Handles records and takes checkpoints.</summary>
    Running,

    /// <summary>All output is committed, or the job was cancelled; that it is over is being journalled.</summary>
    Finishing,

    /// <summary>Waits until no subtask of the epoch runs any more.</summary>
    Stopping,

    /// <summary>Waits before it starts again.</summary>
    Restarting,

    /// <summary>Waits for a person: an operator has come to a record at which its error policy says so.</summary>
    Suspended,

    /// <summary>Over in this process.</summary>
    Ended,
}

/// <summary>All transitions that a job may make.</summary>
internal static class JobTransitions
{
    internal static IReadOnlyList<(JobState From, JobState To)> Legal { get; } =
    [
        (JobState.Recovering, JobState.Stopping), // its term has begun; or suspended, or the journal cannot be used
        (JobState.Recovering, JobState.Ended), // was over before
        (JobState.Restoring, JobState.Deploying),
        (JobState.Restoring, JobState.Finishing), // the checkpoint was the job's last
        (JobState.Restoring, JobState.Stopping),
        (JobState.Deploying, JobState.Running),
        (JobState.Deploying, JobState.Stopping),
        (JobState.Running, JobState.Finishing),
        (JobState.Running, JobState.Stopping),
        (JobState.Finishing, JobState.Stopping),
        (JobState.Stopping, JobState.Restoring), // what ran under the term before has ended
        (JobState.Stopping, JobState.Restarting),
        (JobState.Stopping, JobState.Finishing), // cancelled
        (JobState.Stopping, JobState.Ended),
        (JobState.Restarting, JobState.Restoring),
        (JobState.Restarting, JobState.Stopping), // suspended
        (JobState.Stopping, JobState.Suspended),
        (JobState.Suspended, JobState.Restoring), // resumed
        (JobState.Suspended, JobState.Stopping), // ended, or cancelled
    ];

    /// <summary>A coordinator that is fenced ends from wherever it is.</summary>
    internal static bool IsLegal(JobState from, JobState to, bool fenced) =>
        (fenced && to == JobState.Ended) || Legal.Contains((from, to));
}
