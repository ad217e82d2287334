using Microsoft.Extensions.Logging;

namespace ActorStream.Hosting.Services;

/// <summary>What hosted jobs log. Event ids 900 to 919.</summary>
internal sealed partial class HostingLog(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(900, LogLevel.Information, "Job {Job} starts; its checkpoints are in {Directory}.")]
    internal partial void Starting(string job, string directory);

    [LoggerMessage(901, LogLevel.Information, "Job {Job} has finished; its output is committed.")]
    internal partial void HasFinished(string job);

    [LoggerMessage(902, LogLevel.Information,
        "Job {Job} finished in an earlier run. To start it over, delete its checkpoints and its output.")]
    internal partial void HadFinished(string job);

    [LoggerMessage(903, LogLevel.Information, "Job {Job} is stopped; started again it goes on from checkpoint {Checkpoint}.")]
    internal partial void Stopped(string job, long checkpoint);

    [LoggerMessage(904, LogLevel.Critical, "Job {Job} has failed for good; its restart strategy gave up.")]
    internal partial void HasFailed(Exception error, string job);
}
