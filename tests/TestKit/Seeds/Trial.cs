namespace ActorStream.TestKit;

/// <summary>A job, and what is right: what one run without faults tells, and then a seed's run against it.</summary>
internal sealed class Trial
{
    private readonly Action<JobBuilder> _job;
    private readonly Action<SimulatedRun> _check;
    private readonly JobSimulationOptions _options;
    private readonly TimeSpan _undisturbed;

    internal Trial(Action<JobBuilder> job, Action<SimulatedRun>? check, JobSimulationOptions options)
    {
        (_job, _options) = (job, options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxParallelism, 1);
        var expected = SimulatedRun.Of(job, SeedChoice.Undisturbed, options, trace: null);
        if (check is null && !expected.Parts.MemorySinks.Any())
            throw new ArgumentException($"The job has no {nameof(MemorySink<>)}, so a check must say what is right.", nameof(check));
        if (check is null && expected.IsUnbounded)
            throw new ArgumentException("A job without an end is stopped anywhere, so a check must say what is right.", nameof(check));
        _check = check ?? (run => SameOutput.Require(expected, run));
        var start = expected.Now;
        GoAndCheck(expected, new Suspicions(expected.Job.Graph, options.Services), seed: null);
        _undisturbed = expected.Now - start;
    }

    internal SimulatedRun Run(ulong seed, Action<string>? trace)
    {
        var run = SimulatedRun.Of(_job, SeedChoice.Of(seed, _undisturbed, _options.MaxParallelism), _options, trace);
        GoAndCheck(run, new Suspicions(run.Job.Graph, _options.Services), (int)seed);
        return run;
    }

    private void GoAndCheck(SimulatedRun run, Suspicions suspicions, int? seed)
    {
        try
        {
            run.Go(_options.Patience);
            _check(run);
            NothingPending(run);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new JobSimulationException(seed, run.ToString(), run.Faults, suspicions.Find(), error);
        }
    }

    private static void NothingPending(SimulatedRun run)
    {
        foreach (var (uid, sink) in run.Parts.MemorySinks)
        {
            if (sink.Pending > 0) throw new InvalidOperationException($"Sink '{uid}' has {sink.Pending} open transactions left.");
        }
    }
}
