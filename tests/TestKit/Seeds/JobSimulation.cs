namespace ActorStream.TestKit;

/// <summary>
/// Runs a job many times under faults: crashed processes, failing power, lost and doubled messages, cut networks, failing and full disks,
/// processes that stand still, another parallelism, and any order of what may happen in any. A seed chooses all of it, so that what one
/// seed breaks is broken by it again, on every machine.
/// </summary>
/// <remarks>
/// <para><b>What runs</b> is the production engine, on one thread and in virtual time; the job's functions, sources and sinks are its own.
/// For each seed the job is built anew, so it makes its sources and sinks within the function that declares it; the function must do the
/// same each time. A sink or source object stands for the system outside: it lives on when the job's processes crash.</para>
/// <para><b>One run.</b> Faults for a while; then none, and the job must get to its end in bounded time; an unbounded job is stopped. Then
/// the check looks at the output. Before all seeds the job runs once without faults, to see whether it is right at all.</para>
/// <para><b>Code under test</b> may await whatever the engine hands it (files, clock) and tasks that end at once. An await that leaves the
/// simulation, such as real time, a real socket or <c>Task.Run</c>, fails the run, because it could not be repeated.</para>
/// </remarks>
public static class JobSimulation
{
    /// <summary>Runs the job once per seed, until one breaks it.</summary>
    /// <param name="job">Declares the job; called for each seed.</param>
    /// <param name="seeds">First and last seed, both included: <c>1..1000</c> are a thousand.</param>
    /// <param name="check">Throws if the output is wrong, with the assertions of any test framework. Null: what every
    /// <see cref="MemorySink{T}"/> holds must equal, in any order, what it holds after a run without faults; right for jobs whose output
    /// does not depend on the clock or on the order between streams.</param>
    /// <param name="options">Surroundings; null: the defaults.</param>
    /// <returns>What the runs went through.</returns>
    /// <exception cref="JobSimulationException">A seed breaks the job; says which, by what faults, and how to replay it.</exception>
    public static JobSimulationReport Run(
        Action<JobBuilder> job, Range seeds, Action<SimulatedRun>? check = null, JobSimulationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (seeds.Start.IsFromEnd || seeds.End.IsFromEnd || seeds.End.Value < seeds.Start.Value)
            throw new ArgumentException($"Seeds go from a first to a last one, as in 1..1000; these are {seeds}.", nameof(seeds));
        var trial = new Trial(job, check, options ?? new JobSimulationOptions());
        var report = new JobSimulationReport();
        for (var seed = seeds.Start.Value; seed <= seeds.End.Value; seed++) report.Add(trial.Run((ulong)seed, trace: null));
        return report;
    }

    /// <summary>Runs one seed again and tells step by step what happens.</summary>
    /// <param name="job">The job, as it was given to <see cref="Run"/>.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="trace">Gets a line per step, with the virtual time, and the job's log: <c>Console.WriteLine</c>, say.</param>
    /// <param name="check">As it was given to <see cref="Run"/>.</param>
    /// <param name="options">As they were given to <see cref="Run"/>.</param>
    /// <exception cref="JobSimulationException">The seed breaks the job.</exception>
    public static void Replay(
        Action<JobBuilder> job, int seed, Action<string> trace, Action<SimulatedRun>? check = null, JobSimulationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentOutOfRangeException.ThrowIfNegative(seed);
        new Trial(job, check, options ?? new JobSimulationOptions()).Run((ulong)seed, trace);
    }
}
