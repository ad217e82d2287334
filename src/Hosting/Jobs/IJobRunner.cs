using Microsoft.Extensions.Logging;

namespace ActorStream.Hosting.Jobs;

/// <summary>Runs jobs on the engine. One per process; thread-safe.</summary>
internal interface IJobRunner
{
    /// <summary>Starts a job whose directories this process holds. Failures come with <see cref="IRunningJob.Ended"/>.</summary>
    IRunningJob Start(JobLaunch launch);
}

/// <summary>
/// A started job. Disposing stops it and ends when nothing of it runs any more; it goes on from its last checkpoint when started again.
/// </summary>
internal interface IRunningJob : IAsyncDisposable
{
    /// <summary>How far it got; cheap, from any thread.</summary>
    JobProgress Progress { get; }

    /// <summary>
    /// Ends when the job has finished, its output committed; fails with what ended the job for good; is cancelled when the job was stopped
    /// before it could finish.
    /// </summary>
    Task Ended { get; }
}

/// <summary>What a job is started with.</summary>
internal sealed record JobLaunch
{
    /// <summary>The checked graph.</summary>
    public required JobGraph Graph { get; init; }

    /// <summary>The id in the job's journal; a new one if there is no journal yet.</summary>
    public required JobId Job { get; init; }

    public required ActorStreamSettings Settings { get; init; }

    /// <summary>The job's own directory in the checkpoint directory. It exists, and its lock is held as long as the job runs.</summary>
    public required string Directory { get; init; }

    /// <summary>Where the job's journal is, within that.</summary>
    public string JournalDirectory => Path.Combine(Directory, "journal");

    public required IFileSystem Files { get; init; }

    /// <summary>The application's services, for functions that want some.</summary>
    public required IServiceProvider Services { get; init; }

    public required ILoggerFactory Loggers { get; init; }
}
