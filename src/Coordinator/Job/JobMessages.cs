using ActorStream.Actors;

namespace ActorStream.Coordinator;

/// <summary>Host → coordinator: this process can run subtasks. The agent must have been spawned.</summary>
internal sealed record AgentJoined(IActorRef Agent);

/// <summary>
/// Host → coordinator: end the job for good after a last checkpoint whose output is committed. Durable: a crash does not undo it.
/// </summary>
/// <param name="Drain">The last watermark goes before the barrier, so that windows and timers of event time fire.</param>
internal sealed record StopJob(bool Drain = false);

/// <summary>
/// Host → coordinator: end the job now, for good, committing nothing further. What was decided and is not committed stays prepared:
/// whoever starts from a retained checkpoint commits it. Keeps <c>checkpoint.retain-on-cancel</c> checkpoints. Await the end with
/// <see cref="AwaitJobEnd"/>; said again until then.
/// </summary>
internal sealed record CancelJob;

/// <summary>
/// Host → coordinator: take a savepoint. Answered by <see cref="SavepointTaken"/> once all of its output is committed, or by
/// <see cref="RequestRefused"/>. A crash forgets the request, if its checkpoint is not decided yet: then the job goes on.
/// </summary>
/// <param name="Directory">The user's, as a full path; created if it is not there, else empty.</param>
/// <param name="Mode">What becomes of the job.</param>
internal sealed record TriggerSavepoint(string Directory, SavepointMode Mode);

/// <summary>What becomes of the job with a savepoint.</summary>
internal enum SavepointMode
{
    /// <summary>It goes on.</summary>
    Take,

    /// <summary>It ends: nothing is read behind the savepoint, everything before it is committed.</summary>
    Stop,

    /// <summary>As <see cref="Stop"/>, and the last watermark goes before it.</summary>
    Drain,
}

/// <summary>Coordinator → host: the savepoint is complete, durable, and everything before it is committed.</summary>
/// <param name="Directory">Where it is.</param>
/// <param name="Checkpoint">The job's checkpoint that it is a copy of.</param>
/// <param name="Duration">Since it was asked for.</param>
/// <param name="Bytes">Of its files.</param>
internal sealed record SavepointTaken(string Directory, long Checkpoint, TimeSpan Duration, long Bytes);

/// <summary>
/// Coordinator → host: what was asked for is not done; nothing of it is left, save where <paramref name="Why"/> says so.
/// </summary>
/// <param name="Why">A sentence.</param>
internal sealed record RequestRefused(string Why);

/// <summary>
/// Host → coordinator: go on, from where an operator's error policy has suspended the job. Answered by <see cref="JobResumed"/> or
/// <see cref="RequestRefused"/>.
/// </summary>
internal sealed record ResumeJob;

/// <summary>Coordinator → host: the job starts again from its last checkpoint.</summary>
internal sealed record JobResumed;

/// <summary>
/// Host → coordinator: stop working, decide nothing: the job goes on from its last checkpoint when it is started again.
/// </summary>
internal sealed record SuspendJob;

/// <summary>Host → coordinator: answered by a <see cref="JobStatus"/>.</summary>
internal sealed record GetJobStatus;

/// <summary>Host → coordinator: answered by <see cref="JobEnded"/> when the job has ended in this process, at once if it has.</summary>
internal sealed record AwaitJobEnd;

/// <summary>The job has ended in this process: none of its subtasks runs any more.</summary>
/// <param name="How">How.</param>
/// <param name="Error">Why, if it failed.</param>
internal sealed record JobEnded(JobEnd How, Exception? Error = null)
{
    /// <summary>The operators and the subtask that failed; null: none did.</summary>
    public string? Where { get; init; }
}

/// <summary>How a job ended in this process.</summary>
internal enum JobEnd
{
    /// <summary>Its input ended and all output is committed.</summary>
    Finished,

    /// <summary>It was stopped for good and all output up to there is committed.</summary>
    Stopped,

    /// <summary>It was cancelled for good.</summary>
    Cancelled,

    /// <summary>It had finished, or was stopped or cancelled, before it was started here. Nothing was changed.</summary>
    WasOver,

    /// <summary>It was suspended and goes on when it is started again.</summary>
    Suspended,

    /// <summary>
    /// It failed and its restart strategy gave up, or no restart can help. It goes on from its last checkpoint when started again.
    /// </summary>
    Failed,

    /// <summary>Another coordinator has taken over.</summary>
    Fenced,
}

/// <summary>How a job is doing.</summary>
/// <param name="Job">Its id; null before it is known.</param>
/// <param name="State">Where it is.</param>
/// <param name="Epoch">Its incarnation, counted over all processes.</param>
/// <param name="Restarts">After failures, in this process.</param>
/// <param name="LastFailure">Why it last failed, or a round of it did; null: never.</param>
/// <param name="CompletedCheckpoints">In this process.</param>
/// <param name="FailedCheckpoints">In this process.</param>
/// <param name="RecentCheckpoints">The last ones that this process completed, the newest at the end.</param>
/// <param name="CommittedThrough">The newest checkpoint whose output is committed; 0: none.</param>
internal sealed record JobStatus(
    JobId? Job,
    JobState State,
    long Epoch,
    int Restarts,
    string? LastFailure,
    int CompletedCheckpoints,
    int FailedCheckpoints,
    IReadOnlyList<CheckpointReport> RecentCheckpoints,
    long CommittedThrough)
{
    /// <summary>The last one that this process completed; null: none.</summary>
    internal CheckpointReport? LastCheckpoint => RecentCheckpoints.Count > 0 ? RecentCheckpoints[^1] : null;
}
