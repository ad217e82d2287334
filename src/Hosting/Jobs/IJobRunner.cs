using ActorStream.Backends;
using ActorStream.Coordinator;

namespace ActorStream.Hosting.Jobs;

/// <summary>Runs jobs on the engine. Thread-safe.</summary>
internal interface IJobRunner
{
    /// <summary>Starts a job whose directories this process holds.</summary>
    IRunningJob Start(JobLaunch launch);
}

/// <summary>
/// A started job. Disposing stops it and ends when nothing of it runs any more; it goes on from its last checkpoint when started again.
/// </summary>
internal interface IRunningJob : IAsyncDisposable
{
    /// <summary>Ends when the job has ended in this process, in whatever way; never fails.</summary>
    Task<JobEnded> Ended { get; }

    /// <summary>Asks how far it got; from any thread, never fails.</summary>
    Task<JobProgress> ProgressAsync();

    /// <summary>Says more, and rates if it may look for some time; from any thread.</summary>
    /// <exception cref="InvalidOperationException">The job has ended.</exception>
    Task<JobReport> ReportAsync(TimeSpan sample);

    /// <summary>Asks the job's coordinator; from any thread.</summary>
    /// <exception cref="InvalidOperationException">The job has ended.</exception>
    Task<object> AskAsync(object message);
}

/// <summary>What a job is started with.</summary>
/// <param name="Run">What its coordinator is given.</param>
/// <param name="Services">The application's services, for functions that want some.</param>
/// <param name="RocksDb">Where state in RocksDB goes; null where none is. Its giver's to dispose, once the job has ended.</param>
internal sealed record JobLaunch(JobRun Run, IServiceProvider Services, RocksDbHome? RocksDb = null);
