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

    [LoggerMessage(905, LogLevel.Warning, "Job {Job} cannot be asked anything from outside: actorstream will not find it. It runs all the same.")]
    internal partial void NotControllable(Exception error, string job);

    [LoggerMessage(906, LogLevel.Warning, "A request to job {Job} from outside failed; the job goes on.")]
    internal partial void RequestFailed(Exception error, string job);

    [LoggerMessage(908, LogLevel.Warning, "Job {Job} cannot start with parallelism {Wanted}; it goes on with {Before}.")]
    internal partial void NotRescaled(Exception error, string job, int wanted, int before);

    [LoggerMessage(909, LogLevel.Information, "Job {Job} was stopped at checkpoint {Checkpoint}; its output up to there is committed.")]
    internal partial void WasStopped(string job, long checkpoint);

    [LoggerMessage(907, LogLevel.Information, "Job {Job} was cancelled.")]
    internal partial void WasCancelled(string job);
}
