using System.Runtime.ExceptionServices;
using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;

namespace ActorStream.TestKit;

/// <summary>
/// Runs a whole job on the test's own thread: the production coordinator, subtasks, checkpoints and commits, on a clock that the test moves
/// and a disk in memory. Nothing happens between two calls.
/// </summary>
/// <example>
/// <code>
/// var driver = new JobDriver(job =&gt; job
///     .From(new FeedSource&lt;string&gt;(), "words")
///     .KeyBy(word =&gt; word)
///     .Process(() =&gt; new Count(), "count")
///     .To(new MemorySink&lt;string&gt;(), "out"));
/// driver.Start();
/// driver.Source&lt;FeedSource&lt;string&gt;&gt;("words").Push("to", "be");
/// driver.Checkpoint();
/// driver.Crash();
/// driver.Start();
/// </code>
/// </example>
public sealed class JobDriver : TestedJob
{
    private const string Process = "main";
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(1);

    private readonly Rounds _rounds;

    /// <summary>Builds the job; <see cref="Start"/> starts it, when its input is in place.</summary>
    /// <exception cref="JobGraphException">The job cannot be built; lists all reasons.</exception>
    public JobDriver(Action<JobBuilder> job, JobDriverOptions? options = null)
        : this(job, options ?? new JobDriverOptions(), new Rounds())
    {
    }

    private JobDriver(Action<JobBuilder> job, JobDriverOptions options, Rounds rounds)
        : this(job, options, rounds, new JobLog(options.Loggers))
    {
    }

    private JobDriver(Action<JobBuilder> job, JobDriverOptions options, Rounds rounds, JobLog log)
        : base(
            new SimulatedJob(options.Seed, job, options.Parallelism, new SimulatedJobOptions
            {
                Settings = options.Settings,
                NewJob = new JobId(options.Seed),
                Services = options.Services,
                Loggers = log,
                Host = new SimulationOptions { Start = options.Start, OnDelivery = rounds.OnDelivery },
                DiscoveryInterval = options.Settings.Sources.DiscoveryInterval,
            }),
            log) => _rounds = rounds;

    /// <summary>The job is over: its input ended or it was stopped, and all its output is committed.</summary>
    public bool HasEnded => Job.IsOver;

    /// <summary>Starts the job's process; after a crash, as its next life. Time passes only when the test lets it.</summary>
    public void Start()
    {
        if (Job.IsRunning(Process)) throw new InvalidOperationException("The job runs already.");
        Job.Start(Process, ProcessRole.Coordinates | ProcessRole.Works);
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        Job.Host.RunFor(time);
        ThrowIfFailed();
    }

    /// <summary>Lets time pass until the condition holds.</summary>
    /// <param name="condition">Looked at after everything that happens; must change nothing.</param>
    /// <param name="within">Longest virtual time; null: an hour.</param>
    /// <exception cref="TimeoutException">It does not hold by then.</exception>
    public void RunUntil(Func<bool> condition, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        Until(condition, "the condition did not hold", within ?? Patience);
    }

    /// <summary>Lets time pass until the job is over. Throws the job's error if it fails for good.</summary>
    /// <exception cref="TimeoutException">It is not over within an hour of virtual time: is its input unbounded, or a feed not
    /// completed?</exception>
    public void RunToEnd()
    {
        RequireRunning();
        Until(() => HasEnded, "the job was not over", Patience);
    }

    /// <summary>
    /// Lets time pass until a checkpoint that begins after this call is completed and its output committed, and answers its number.
    /// </summary>
    /// <exception cref="InvalidOperationException">The job runs without periodic checkpoints.</exception>
    public long Checkpoint()
    {
        RequireRunning();
        if (Job.Settings.Checkpoint.Interval is null)
            throw new InvalidOperationException("The job's settings say that no checkpoints are taken (checkpoint.interval is off).");
        var before = _rounds.LastTriggered;
        Until(() => HasEnded || Checkpoints.LastOrDefault() > before, "no checkpoint had been completed", Patience);
        var checkpoint = Checkpoints[^1];
        while (!HasEnded && Job.Status().CommittedThrough < checkpoint) Advance(Glance);
        return checkpoint;
    }

    /// <summary>Stops the job for good, behind a last checkpoint whose output is committed.</summary>
    public void Stop()
    {
        RequireRunning();
        Job.Coordinator!.Tell(new StopJob());
        RunToEnd();
    }

    /// <summary>
    /// Kills the job's process: whatever it was doing is gone, what it wrote to the disk stays. <see cref="Start"/> starts it again.
    /// </summary>
    public void Crash()
    {
        RequireRunning();
        Job.Crash(Process);
    }

    /// <summary>Kills the job's process, and the disk keeps, forgets or tears, as the seed has it, what was not synced.</summary>
    public void LosePower()
    {
        RequireRunning();
        Job.LosePower();
    }

    /// <summary>Goes on with another number of subtasks from the next <see cref="Start"/> on. Only while the job is down.</summary>
    public void Rescale(int parallelism) => Job.Rescale(parallelism);

    private void Until(Func<bool> condition, string what, TimeSpan limit)
    {
        var end = Now + limit;
        Job.Host.RunUntil(() => condition() || HasFailed || Now > end);
        ThrowIfFailed();
        if (!condition()) throw TooLate(limit, what);
    }

    private bool HasFailed => Job.RootFailures.Count > 0 || Job.End is { How: JobEnd.Failed or JobEnd.Fenced };

    private void ThrowIfFailed()
    {
        ThrowIfBroken();
        if (Job.End is { How: JobEnd.Failed, Error: { } error }) ExceptionDispatchInfo.Throw(error);
    }

    private void RequireRunning()
    {
        if (!Job.IsRunning(Process)) throw new InvalidOperationException("The job does not run: call Start.");
    }

    /// <summary>Sees which checkpoints have begun: their barriers are with the sources.</summary>
    private sealed class Rounds
    {
        internal long LastTriggered { get; private set; }

        internal void OnDelivery(IActorRef to, object message)
        {
            if (message is TriggerCheckpoint trigger) LastTriggered = Math.Max(LastTriggered, trigger.Checkpoint);
        }
    }
}
