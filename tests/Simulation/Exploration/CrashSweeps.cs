using System.Diagnostics;
using ActorStream.Coordinator;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>
/// Crashes a job before and after every effect of its checkpoints, and then before and after every effect of the recovery.
/// </summary>
internal static class CrashSweeps
{
    private static readonly SweptCrash[] Kinds = [SweptCrash.Worker, SweptCrash.Coordinator, SweptCrash.Both, SweptCrash.Power];

    /// <returns>How many runs ended wrong.</returns>
    internal static int Run(TextWriter output)
    {
        var (clock, wrong) = (Stopwatch.StartNew(), 0);
        var undisturbed = new CrashSweep();
        if (undisturbed.Run() is { } failure) output.WriteLine($"Without a crash: {failure}");
        var effects = undisturbed.Effects.ToList();
        wrong += Sweep(output, $"every effect of a run ({effects.Count})", Points(effects.Count).Select(static point => new[] { point }));
        // The first decision is the journal's append behind the first manifest: recoveries differ most around it.
        var manifest = effects.FindIndex(static effect => effect.Contains("Rename", StringComparison.Ordinal)
            && effect.Contains("manifest", StringComparison.Ordinal));
        var decision = effects.FindIndex(manifest, static effect => effect.Contains("Sync ", StringComparison.Ordinal)
            && effect.Contains("journal", StringComparison.Ordinal));
        foreach (var first in new[] { manifest + 1, decision + 1, effects.FindIndex(decision, static effect => effect == "sink: commit")
            + 1 })
        {
            foreach (var kind in Kinds)
            {
                var before = new CrashPoint(kind, first, IsBefore: false);
                wrong += Sweep(
                    output, $"every effect of the recovery from a crash ({kind}) after effect {first} ({effects[first - 1]})",
                    Points(int.MaxValue, kind).Select(second => new[] { before, second }));
            }
        }

        foreach (var claim in new[] { ClaimMode.NoClaim, ClaimMode.Claim }) wrong += SweepStop(output, claim);
        output.WriteLine($"crash sweeps: {wrong} wrong, {clock.Elapsed.TotalSeconds:0} s");
        return wrong;
    }

    /// <summary>Every effect of a job that is stopped with a savepoint, and of the one that goes on from there.</summary>
    internal static int SweepStop(TextWriter output, ClaimMode claim, params SweptCrash[] kinds)
    {
        var plain = new CrashSweep();
        plain.Run();
        // While it runs: once its first manifest is written.
        var at = plain.Effects.FindIndex(static effect => effect.Contains("manifest", StringComparison.Ordinal));
        var stop = new SweptStop(at + 1, SavepointMode.Stop, claim);
        var undisturbed = new CrashSweep(stop, []);
        var failure = undisturbed.Run() ?? (undisturbed.HasStopped ? null : "The job was not stopped.");
        if (failure is not null)
        {
            output.WriteLine($"Without a crash: {failure}");
            return 1;
        }

        var effects = undisturbed.Effects.Count;
        return Sweep(
            output, $"every effect of a stop with a savepoint and of what goes on from it, {claim} ({effects})",
            Points(effects, kinds).Select(static point => new[] { point }), stop);
    }

    private static IEnumerable<CrashPoint> Points(int effects, params SweptCrash[] kinds) =>
        from effect in Enumerable.Range(1, effects)
        from kind in kinds.Length == 0 ? Kinds : kinds
        from isBefore in new[] { true, false }
        select new CrashPoint(kind, effect, isBefore);

    /// <summary>Runs one after the other until one ends before its last crash came.</summary>
    private static int Sweep(TextWriter output, string what, IEnumerable<CrashPoint[]> runs, SweptStop? stop = null)
    {
        var (count, stopped, wrong) = (0, 0, 0);
        foreach (var crashes in runs)
        {
            var run = new CrashSweep(stop, crashes);
            var failure = run.Run();
            if (!run.HasCrashed && failure is null) break;
            count++;
            if (run.HasStopped) stopped++;
            if (failure is null) continue;
            wrong++;
            output.WriteLine($"  {string.Join(", then ", crashes)}: {failure}");
        }

        output.WriteLine($"{count,6} crashes around {what}{(stop is null ? "" : $", {stopped} of which it stopped")}: {wrong} wrong");
        return wrong;
    }
}
