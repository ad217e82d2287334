namespace ActorStream.Tests.Simulation.Runs;

/// <summary>Runs seeds one after the other on some threads, and adds up what came of them.</summary>
internal sealed class Batch(ulong from, ulong seeds, TimeSpan? limit)
{
    private readonly Lock _gate = new();
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private ulong _next;

    /// <summary>Of all runs, in whatever order they ended.</summary>
    internal ulong Digest { get; private set; }

    internal ulong Done { get; private set; }

    internal long Steps { get; private set; }

    internal Counters Seen { get; } = new();

    internal List<RunResult> Violations { get; } = [];

    internal TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_start);

    internal double PerSecond => Done / Elapsed.TotalSeconds;

    /// <summary>Runs them all, or as many as the time allows.</summary>
    /// <param name="threads">How many at once.</param>
    /// <param name="found">Told of each violation.</param>
    /// <param name="progress">Called now and then, by any thread, one at a time.</param>
    internal void Run(int threads, Action<RunResult> found, Action<Batch> progress)
    {
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() => Work(found, progress), maxStackSize: 16 << 20)).ToList();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
    }

    private void Work(Action<RunResult> found, Action<Batch> progress)
    {
        while (TakeNext() is { } seed)
        {
            var result = SimulationRun.Run(seed);
            lock (_gate)
            {
                Add(result);
                if (result.Violation is not null) found(result);
                progress(this);
            }
        }
    }

    private ulong? TakeNext()
    {
        lock (_gate) return _next < seeds && (limit is null || Elapsed < limit) ? from + _next++ : null;
    }

    private void Add(RunResult result)
    {
        Done++;
        Steps += result.Steps;
        Digest += Mix(result.Seed ^ Mix(result.Digest));
        Seen.Add(result.Seen);
        if (result.Violation is not null) Violations.Add(result);
    }

    /// <summary>
    /// The finaliser of SplitMix64: a sum of its values does not depend on their order, and hardly ever on less than all.
    /// </summary>
    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
