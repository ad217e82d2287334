using ActorStream.TestKit.Simulation;

namespace ActorStream.TestKit;

/// <summary>
/// A job that runs in virtual time on the test's thread, and what a test may look at: its output, its files, how it fared.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public abstract class TestedJob
{
    private readonly JobParts _parts;
    private readonly JobLog _log;

    private protected TestedJob(SimulatedJob job, JobLog log)
    {
        (Job, _log) = (job, log);
        _parts = JobParts.Of(job.Graph);
        Files = new TestFiles(job.Disk);
    }

    /// <summary>The disk of the job's processes, as a simulation in memory: the one that its sources and sinks are given.</summary>
    public TestFiles Files { get; }

    /// <summary>The virtual time.</summary>
    public DateTimeOffset Now => Job.Host.Time.GetUtcNow();

    /// <summary>Subtasks of each operator that sets none itself.</summary>
    public int Parallelism => Job.Parallelism;

    /// <summary>How often the job has started again after a failure of its own; crashes of processes do not count.</summary>
    public int Restarts => _log.Restarts;

    /// <summary>Why the job last failed; null: it has not.</summary>
    public Exception? LastFailure => _log.LastFailure;

    /// <summary>The checkpoints that were completed, in order.</summary>
    public IReadOnlyList<long> Checkpoints => _log.Checkpoints;

    /// <summary>Checkpoints that were given up; the job goes on without them.</summary>
    public int FailedCheckpoints => _log.FailedCheckpoints;

    internal SimulatedJob Job { get; }

    internal JobParts Parts => _parts;

    /// <summary>What is committed to a <see cref="MemorySink{T}"/>, in no order.</summary>
    /// <param name="sink">The sink's uid.</param>
    /// <exception cref="ArgumentException">The job has no such sink of these records.</exception>
    public IReadOnlyList<T> Committed<T>(string sink) => Sink<MemorySink<T>>(sink).Store.Committed;

    /// <summary>The sink that this run of the job was given under a uid: what to look at, where it is a test's own.</summary>
    /// <exception cref="ArgumentException">The job has no such sink of this class.</exception>
    public TSink Sink<TSink>(string uid) => _parts.Sink<TSink>(uid);

    /// <summary>The source that this run of the job was given under a uid: a <see cref="FeedSource{T}"/> to feed, say.</summary>
    /// <exception cref="ArgumentException">The job has no such source of this class.</exception>
    public TSource Source<TSource>(string uid) => _parts.Source<TSource>(uid);

    /// <summary>Fails if something broke that must not, whatever the job and the faults.</summary>
    private protected void ThrowIfBroken()
    {
        if (Job.RootFailures.Count == 0) return;
        var (actor, error) = Job.RootFailures[0];
        throw new InvalidOperationException($"The engine's {actor} failed, which is a defect of the engine: {error.Message}", error);
    }

    private protected TimeoutException TooLate(TimeSpan limit, string what) => new(
        $"After {limit} of virtual time {what}. Last failure: {LastFailure?.Message ?? "none"}. "
        + $"An effect that is pending may await something outside of the simulation. {Job.Host.DescribePendingEffects().Trim()}");
}
