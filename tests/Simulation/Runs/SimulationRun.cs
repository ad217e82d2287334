using ActorStream.Actors.Hosts;
using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Simulation.Outside;
using ActorStream.Tests.Simulation.Swarm;

namespace ActorStream.Tests.Simulation.Runs;

/// <summary>
/// One seed: a job, its surroundings, faults for a while, then none until the job is over; and then what must hold.
/// </summary>
internal sealed class SimulationRun
{
    /// <summary>Virtual time that a job may take to its end once faults have stopped (I14).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan TimeBetweenLooks = TimeSpan.FromMilliseconds(60);

    private const int MostFailures = 400;

    private readonly Counters _seen = new();
    private readonly Watcher _watcher = new();
    private readonly SwarmCase _case;
    private readonly OutsideStore _store;
    private readonly SimulatedJob _job;
    private readonly Supervisor _supervisor;
    private readonly Operations _operations;
    private readonly List<FaultSchedule> _lives = [];
    private readonly Dice _faultDice;
    private readonly Dice _functionDice;
    private readonly FailureLog _log;
    private long _failuresBefore;

    private SimulationRun(ulong seed, Action<string>? trace)
    {
        var dice = new Dice(seed);
        _case = SwarmCase.Of(dice, new Dice(~seed));
        (var storeDice, _functionDice, _faultDice) = (new Dice(dice.Next()), new Dice(dice.Next()), new Dice(dice.Next()));
        _store = new OutsideStore(storeDice, _watcher);
        var job = new SwarmJob(_case, _store, _watcher);
        _log = new FailureLog(_watcher, _seen) { Trace = trace };
        _job = new SimulatedJob(seed, job.Declare, _case.Parallelism, new SimulatedJobOptions
        {
            Settings = _case.Settings,
            DiscoveryInterval = _case.Discovery,
            Loggers = _log,
            Host = new SimulationOptions { MaxSteps = 3_000_000, Trace = trace, OnDelivery = new Observer(_seen, _watcher).OnDelivery },
        });
        _store.Attach(_job.Host);
        job.PrepareAsync(_job.Disk.Mount("author")).Wait();
        _supervisor = new Supervisor(_job, _case.Layout);
        _operations = new Operations(_case.Operation, _job, _seen);
    }

    /// <summary>The faults of the job's life, or lives.</summary>
    private string Faults => string.Join("; then ", _lives);

    internal static RunResult Run(ulong seed, Action<string>? trace = null)
    {
        var run = new SimulationRun(seed, trace);
        string? violation;
        try
        {
            violation = run.Go();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            violation = $"the run failed: {error}";
        }

        return new RunResult(seed, violation, run._job.Host.Digest, run._job.Host.Steps, run._case.ToString(), run.Faults, run._seen);
    }

    private string? Go()
    {
        _operations.Begin();
        if (Live() is { } violation) return violation;
        if (_operations.Next() is not { } from) return null;
        foreach (var process in _job.Running.ToList()) _job.Crash(process);
        _job.Rescale(_case.Operation.NextParallelism);
        _job.From = from;
        return Live();
    }

    private string? Live()
    {
        var faults = new FaultSchedule(_job, _supervisor, _case.Faults, _faultDice)
        {
            Others = begin =>
            {
                _store.Faults = begin ? _case.StoreFaults : 0;
                _watcher.FailWhen(begin && _case.FunctionFaults > 0
                    ? () => _functionDice.Chance(_case.FunctionFaults)
                    : static () => false);
            },
        };
        _lives.Add(faults);
        _supervisor.StartAll();
        faults.Begin(_case.FaultSpan, _case.FaultCount);
        if (_case.StopAfter is { } stop) _job.Host.After(stop, _supervisor.StopForGood);
        if (_case.Plain.Contains(PlainStep.RejectWaits)) _job.Host.After(TimeBetweenLooks, LookWhetherItWaits);
        var limit = _job.Host.Time.GetUtcNow() + _case.FaultSpan + Patience;
        // Looked at now and then: a step takes a microsecond or two.
        _supervisor.RunUntilOver(() => _watcher.Findings.Count > 0
            || (_job.Host.Steps % 256 == 0 && (HasFoundSavepoint() || _job.Host.Time.GetUtcNow() > limit || FailsForEver(faults))));
        var isUndisturbed = !faults.IsOver;
        faults.End();
        if (_watcher.Findings.Count > 0) return _watcher.Findings[0];
        if (_job.RootFailures.Count > 0) return $"{_job.RootFailures[0].Actor} failed: {_job.RootFailures[0].Error}";
        if (_job.End is not { } end)
            return $"I14: {Patience} after the last fault the job has not ended; it is {_job.Status()}";
        if (!_job.IsOver) return $"the job ended as {end.How}: {end.Error}";
        var violation = new EndChecks(_case, _job, _store).Find(isUndisturbed) ?? _operations.Problem();
        CountSeen(faults);
        return violation;
    }

    /// <summary>A person who looks now and then whether the job waits, mends what is broken, and has it go on.</summary>
    private void LookWhetherItWaits()
    {
        if (_job.IsOver) return;
        _job.Ask(new ResumeJob(), answer =>
        {
            if (answer is not JobResumed) return;
            _watcher.Mend();
            _seen.Count("resumed");
        });
        _job.Host.After(TimeBetweenLooks, LookWhetherItWaits);
    }

    private bool HasFoundSavepoint()
    {
        if (_operations.Look() is not { } problem) return false;
        _watcher.Report(problem);
        return true;
    }

    /// <summary>I14: without faults, what has failed some dozen times fails the next time as well.</summary>
    private bool FailsForEver(FaultSchedule faults)
    {
        var failures = _seen["restarts"] + (_supervisor.Rescues * 20);
        if (!faults.IsOver) _failuresBefore = failures;
        if (failures - _failuresBefore <= MostFailures) return false;
        _watcher.Report($"I14: the job fails again and again, though no fault is left: {_log.LastFailure}");
        return true;
    }

    private void CountSeen(FaultSchedule faults)
    {
        foreach (var (fault, times) in faults.Counts) _seen.Count($"fault: {fault}", times);
        _seen.Count("fault: function", _watcher.InjectedFailures);
        _seen.Count("fault: store", _store.LostAnswers);
        _seen.Count("store: commit repeated", _store.RepeatedCommits);
        _seen.Count("store: refused by its fence", _store.RefusedRequests);
        _seen.Count("store: transaction aborted", _store.Aborts);
        _seen.Count($"ended: {_job.End!.How}");
    }
}
