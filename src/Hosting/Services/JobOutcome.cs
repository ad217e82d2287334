using ActorStream.Hosting.Jobs;

namespace ActorStream.Hosting.Services;

/// <summary>How a hosted job ended.</summary>
/// <param name="End">In which way.</param>
/// <param name="Last">How far it got.</param>
/// <param name="Error">What failed it.</param>
internal sealed record JobOutcome(JobEnd End, JobProgress Last, Exception? Error = null);

/// <summary>The ways in which a hosted job ends.</summary>
internal enum JobEnd
{
    /// <summary>All input processed, all output committed.</summary>
    Finished,

    /// <summary>That was so before; nothing was done.</summary>
    HadFinished,

    /// <summary>It goes on from its last checkpoint when it is started again.</summary>
    Stopped,

    /// <summary>Its restart strategy gave up.</summary>
    Failed,
}
