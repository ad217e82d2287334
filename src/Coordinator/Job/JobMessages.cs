using ActorStream.Actors;

namespace ActorStream.Coordinator;

/// <summary>Host → coordinator: this process can run subtasks. The agent must have been spawned.</summary>
internal sealed record AgentJoined(IActorRef Agent);

/// <summary>Host → coordinator: end the job for good after a last checkpoint whose output is committed. Durable: a crash does not undo it.</summary>
internal sealed record StopJob;

/// <summary>Host → coordinator: stop working, decide nothing: the job goes on from its last checkpoint when it is started again.</summary>
internal sealed record SuspendJob;

/// <summary>Host → coordinator: answered by a <see cref="JobStatus"/>.</summary>
internal sealed record GetJobStatus;

/// <summary>Host → coordinator: answered by <see cref="JobEnded"/> when the job has ended in this process, at once if it has.</summary>
internal sealed record AwaitJobEnd;

/// <summary>The job has ended in this process: none of its subtasks runs any more.</summary>
/// <param name="How">How.</param>
/// <param name="Error">Why, if it failed.</param>
internal sealed record JobEnded(JobEnd How, Exception? Error = null);

/// <summary>How a job ended in this process.</summary>
internal enum JobEnd
{
    /// <summary>Its input ended and all output is committed.</summary>
    Finished,

    /// <summary>It was stopped for good and all output up to there is committed.</summary>
    Stopped,

    /// <summary>It had finished, or was stopped, before it was started here. Nothing was changed.</summary>
    WasOver,

    /// <summary>It was suspended and goes on when it is started again.</summary>
    Suspended,

    /// <summary>It failed and its restart strategy gave up, or no restart can help. It goes on from its last checkpoint when started again.</summary>
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
/// <param name="LastCheckpoint">The last one that this process completed.</param>
/// <param name="CommittedThrough">The newest checkpoint whose output is committed; 0: none.</param>
internal sealed record JobStatus(
    JobId? Job,
    JobState State,
    long Epoch,
    int Restarts,
    string? LastFailure,
    int CompletedCheckpoints,
    int FailedCheckpoints,
    CheckpointReport? LastCheckpoint,
    long CommittedThrough);
