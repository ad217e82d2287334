using System.Diagnostics;
using ActorStream.Tests.Simulation.Mutants;
using ActorStream.Tests.Simulation.Runs;

if (args.Contains(MutantsCommand.Option))
{
    Environment.ExitCode = await MutantsCommand.RunAsync(args);
    return;
}

if (args is [SeedHunt.Option, var most])
{
    Environment.ExitCode = SeedHunt.Run(ulong.Parse(most), static seed => SimulationRun.Run(seed).Violation);
    return;
}

var from = ulong.Parse(args[0]);
var count = ulong.Parse(args[1]);
if (args is [_, _, "--trace"])
{
    var r = SimulationRun.Run(from, Console.WriteLine);
    Console.WriteLine(r);
    return;
}
var watch = Stopwatch.StartNew();
long steps = 0; int bad = 0; var seen = new Counters();
for (var seed = from; seed < from + count; seed++)
{
    var result = SimulationRun.Run(seed);
    steps += result.Steps; seen.Add(result.Seen);
    if (result.Violation is { } v)
    {
        if (bad++ < 12) Console.WriteLine($"seed {seed}: {v[..Math.Min(v.Length, 1800)]}\n   {result.Case}\n   {result.Faults}");
    }
}
Console.WriteLine($"{count} seeds, {bad} bad, {count / watch.Elapsed.TotalSeconds:F0}/s, {steps / (long)count} steps a run");
foreach (var (w, t) in seen.All) Console.WriteLine($"{t,10} {w}");
