using ActorStream.Coordinator;

namespace ActorStream.TestKit.Simulation;

/// <summary>Whoever runs the job's processes: starts again what is down, and what has given up.</summary>
internal sealed class Supervisor(SimulatedJob job, ProcessLayout layout)
{
    internal ProcessLayout Layout => layout;

    /// <summary>How often the job had given up and was started again.</summary>
    internal int Rescues { get; private set; }

    internal void StartAll()
    {
        foreach (var (name, role) in layout.Processes)
        {
            if (!job.IsRunning(name)) job.Start(name, role);
        }
    }

    internal void Crash(string name, TimeSpan outage)
    {
        if (job.IsRunning(name)) job.Crash(name);
        StartAfter(outage);
    }

    internal void LosePower(TimeSpan outage)
    {
        job.LosePower();
        StartAfter(outage);
    }

    /// <summary>Ends every process and starts the job at another parallelism.</summary>
    internal void Rescale(int parallelism, TimeSpan outage)
    {
        foreach (var name in job.Running.ToList()) job.Crash(name);
        job.Rescale(parallelism);
        StartAfter(outage);
    }

    /// <summary>Runs until the job is over or a condition holds; a job that failed is started again, as a person would do it.</summary>
    internal void RunUntilOver(Func<bool> orElse)
    {
        while (true)
        {
            job.Host.RunUntil(() => job.End is not null || job.RootFailures.Count > 0 || orElse());
            if (job.End is not { How: JobEnd.Failed or JobEnd.Suspended } || job.RootFailures.Count > 0 || orElse()) return;
            Rescues++;
            Crash(layout.Coordinator, TimeSpan.FromMilliseconds(50));
            job.Host.RunUntil(() => job.End is null || orElse());
        }
    }

    /// <summary>Asks the job to end until it has: a coordinator that dies before it has journalled the wish forgets it.</summary>
    internal void StopForGood()
    {
        if (job.IsOver) return;
        job.Coordinator?.Tell(new StopJob());
        job.Host.After(TimeSpan.FromMilliseconds(30), StopForGood);
    }

    private void StartAfter(TimeSpan outage) => job.Host.After(outage, StartAll);
}
