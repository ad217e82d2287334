using System.Diagnostics;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>Crashes a job before and after every effect of its checkpoints, and then before and after every effect of the recovery.</summary>
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
        var manifest = effects.FindIndex(static effect => effect.Contains("Rename", StringComparison.Ordinal) && effect.Contains("manifest", StringComparison.Ordinal));
        var decision = effects.FindIndex(manifest, static effect => effect.Contains("Sync ", StringComparison.Ordinal) && effect.Contains("journal", StringComparison.Ordinal));
        foreach (var first in new[] { manifest + 1, decision + 1, effects.FindIndex(decision, static effect => effect == "sink: commit") + 1 })
        {
            foreach (var kind in Kinds)
            {
                var before = new CrashPoint(kind, first, IsBefore: false);
                wrong += Sweep(
                    output, $"every effect of the recovery from a crash ({kind}) after effect {first} ({effects[first - 1]})",
                    Points(int.MaxValue, kind).Select(second => new[] { before, second }));
            }
        }

        output.WriteLine($"crash sweeps: {wrong} wrong, {clock.Elapsed.TotalSeconds:0} s");
        return wrong;
    }

    private static IEnumerable<CrashPoint> Points(int effects, params SweptCrash[] kinds) =>
        from effect in Enumerable.Range(1, effects)
        from kind in kinds.Length == 0 ? Kinds : kinds
        from isBefore in new[] { true, false }
        select new CrashPoint(kind, effect, isBefore);

    /// <summary>Runs one after the other until one ends before its last crash came.</summary>
    private static int Sweep(TextWriter output, string what, IEnumerable<CrashPoint[]> runs)
    {
        var (count, wrong) = (0, 0);
        foreach (var crashes in runs)
        {
            var run = new CrashSweep(crashes);
            var failure = run.Run();
            if (!run.HasCrashed && failure is null) break;
            count++;
            if (failure is null) continue;
            wrong++;
            output.WriteLine($"  {string.Join(", then ", crashes)}: {failure}");
        }

        output.WriteLine($"{count,6} crashes around {what}: {wrong} wrong");
        return wrong;
    }
}
