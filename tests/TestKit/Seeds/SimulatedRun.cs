using ActorStream.Actors.Hosts;
using ActorStream.TestKit.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorStream.TestKit;

/// <summary>
/// One run of a job under the faults of one seed, as the check of a <see cref="JobSimulation"/> sees it: over, with all output committed.
/// </summary>
public sealed class SimulatedRun : TestedJob
{
    private readonly SeedChoice _choice;
    private readonly Supervisor _supervisor;
    private readonly FaultSchedule _faults;

    private SimulatedRun(SimulatedJob job, JobLog log, SeedChoice choice)
        : base(job, log)
    {
        _choice = choice;
        _supervisor = new Supervisor(job, choice.Layout);
        _faults = new FaultSchedule(job, _supervisor, choice.Faults, new Dice(choice.FaultSeed));
    }

    /// <summary>The seed; 0: the run without faults.</summary>
    public int Seed => (int)_choice.Seed;

    /// <summary>Whether it was stopped, as an unbounded job is, so that it may not have read all there was.</summary>
    public bool WasStopped { get; private set; }

    /// <summary>The faults, in order of their times.</summary>
    public string Faults => _faults.ToString();

    internal IReadOnlyDictionary<FaultKind, int> FaultCounts => _faults.Counts;

    internal bool IsUnbounded => Job.Plan.Sources.Values.Any(static source => !source.IsBounded);

    internal ulong Digest => Job.Host.Digest;

    internal static SimulatedRun Of(Action<JobBuilder> declare, SeedChoice choice, JobSimulationOptions options, Action<string>? trace)
    {
        var log = new JobLog(NullLoggerFactory.Instance, trace);
        var job = new SimulatedJob(choice.Seed, declare, choice.Parallelism, new SimulatedJobOptions
        {
            Settings = choice.Settings,
            NewJob = new JobId(choice.Seed),
            Services = options.Services,
            Loggers = log,
            Host = new SimulationOptions { LocalDelay = SeedChoice.LocalDelay, Trace = trace },
        });
        new SlowSources(choice.RecordsPerSecond).Walk(job.Graph);
        var run = new SimulatedRun(job, log, choice);
        options.Files?.Invoke(run.Files);
        return run;
    }

    /// <summary>Faults for a while, then none until the job is over.</summary>
    internal void Go(TimeSpan patience)
    {
        _supervisor.StartAll();
        _faults.Begin(_choice.FaultSpan, _choice.FaultCount);
        if (IsUnbounded) Job.Host.After(_choice.StopAfter, AskToStop);
        var limit = Now + _choice.FaultSpan + patience;
        _supervisor.RunUntilOver(() => Now > limit);
        _faults.End();
        ThrowIfBroken();
        if (!Job.IsOver) throw TooLate(patience, "without faults the job is not over");
    }

    public override string ToString() =>
        $"seed {Seed}, parallelism {_choice.Parallelism}, processes {_choice.Layout}, a checkpoint every "
        + $"{_choice.Settings.Checkpoint.Interval!.Value.TotalMilliseconds:F1} ms, {Checkpoints.Count} completed, {Restarts} restarts";

    private void AskToStop()
    {
        WasStopped = true;
        _supervisor.StopForGood();
    }
}
