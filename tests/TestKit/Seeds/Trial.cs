namespace ActorStream.TestKit;

/// <summary>A job, and what is right: what one run without faults tells, and then a seed's run against it.</summary>
internal sealed class Trial
{
    private readonly Action<JobBuilder> _job;
    private readonly Action<SimulatedRun> _check;
    private readonly JobSimulationOptions _options;
    private readonly Pacing _pacing;

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
        _pacing = Pacing.Of(Measure(expected, seed: null), rate =>
            Measure(SimulatedRun.Of(job, SeedChoice.Undisturbed with { RecordsPerSecond = rate }, options, trace: null), seed: null));
    }

    internal SimulatedRun Run(ulong seed, Action<string>? trace)
    {
        var run = SimulatedRun.Of(_job, SeedChoice.Of(seed, _pacing, _options.MaxParallelism), _options, trace);
        Measure(run, (int)seed);
        return run;
    }

    /// <summary>Runs it to its end, checks it, and answers how long it took.</summary>
    private TimeSpan Measure(SimulatedRun run, int? seed)
    {
        var (start, suspicions) = (run.Now, new Suspicions(run.Job.Graph, _options.Services));
        try
        {
            run.Go(_options.Patience);
            _check(run);
            NothingPending(run);
            return run.Now - start;
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
