using ActorStream.Actors;
using ActorStream.Backends;
using Microsoft.Extensions.Logging;

namespace ActorStream.Coordinator;

/// <summary>What a coordinator is given: one job, and where its truth is kept. The caller owns and disposes the journal.</summary>
internal sealed record JobRun
{
    /// <summary>The job.</summary>
    public required JobPlan Plan { get; init; }

    public required ActorStreamSettings Settings { get; init; }

    /// <summary>Used by this coordinator alone until its actor has ended.</summary>
    public required IJournal Journal { get; init; }

    public required CheckpointStorage Checkpoints { get; init; }

    /// <summary>What sources and sinks are called with.</summary>
    public required PortContext Ports { get; init; }

    /// <summary>The id that the job gets if the journal has none yet: random.</summary>
    public required JobId NewJob { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>
    /// Starts a new job from a savepoint or checkpoint of another. A job that was started from this one and is not over goes on from its
    /// own checkpoints. Null: the job goes on, or begins.
    /// </summary>
    public RestoreSource? From { get; init; }

    /// <summary>State that may be dropped, in a start of whatever sort: <c>operator/state</c>, or <c>operator</c> for all of it.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>Between two searches of an unbounded source for new splits.</summary>
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromSeconds(10);
}
