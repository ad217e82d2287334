namespace ActorStream.Bench.Comparison;

/// <summary>How throughput is measured in a process: first a trial of some events for the checksum, which also has the code compiled; then,
/// where there are checkpoints, one with many of them; then one of a time.</summary>
internal static class Throughput
{
    /// <summary>As <see cref="MeasureAsync"/>, with fewer events where it is to be quick.</summary>
    internal static Func<Effort, Task<Outcome>> Of(long events, long warmUp, Func<Trial, Task> contestant) =>
        effort => MeasureAsync(effort, effort.Of(events, events / 4), effort.Of(warmUp, warmUp / 2), contestant);

    /// <param name="effort">How long.</param>
    /// <param name="events">Events of the first trial, from each feed.</param>
    /// <param name="warmUp">Events before the second is measured.</param>
    /// <param name="contestant">Does the work of a trial.</param>
    internal static async Task<Outcome> MeasureAsync(Effort effort, long events, long warmUp, Func<Trial, Task> contestant)
    {
        var checking = Trial.OfEvents(events);
        await contestant(checking);
        await Rehearsal.RunAsync(effort, time => contestant(Trial.OfTime(0, TimeSpan.Zero, time)));
        GC.Collect();
        var timed = Trial.OfTime(warmUp, effort.WarmUp, effort.Time, Compilation.OfThisProcess());
        await contestant(timed);
        return new Outcome(checking.Check, Figures(timed.Measured()));
    }

    /// <summary>The figures of a steady state.</summary>
    internal static Dictionary<string, double> Figures(Steady steady) => new()
    {
        [Figure.Rate.Name] = steady.EventsPerSecond,
        [Figure.Allocated.Name] = steady.AllocatedPerEvent,
        [Figure.Cores.Name] = steady.Cores,
    };

    /// <summary>A contestant that only is called.</summary>
    internal static Func<Trial, Task> Loop<T>(Func<Trial, Feed<T>> feed, Func<Loop<T>> make) => trial =>
    {
        using var loop = make();
        var events = feed(trial);
        long check = 0;
        while (events.Next(Comparison.Loop<T>.Most) is { Length: > 0 } some) check += loop.Add(some);
        trial.Add(check + loop.Finish());
        return Task.CompletedTask;
    };
}

/// <summary>Work that is done by a call.</summary>
internal abstract class Loop<T> : IDisposable
{
    /// <summary>Most events of a call: they fit the second cache.</summary>
    internal const int Most = 8192;

    /// <summary>Handles events; answers the checksum of what came out of them.</summary>
    internal abstract long Add(ReadOnlySpan<T> events);

    /// <summary>There are no more events: answers the checksum of what comes out then.</summary>
    internal virtual long Finish() => 0;

    public virtual void Dispose()
    {
    }
}
