using System.Diagnostics;
using System.Globalization;
using ActorStream.Tests.Fuzz;

// dotnet run -c Release --project tests/Fuzz -- [--inputs N] [--from SEED] [--target NAME] [--threads N]
long Option(string name, long otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

var inputs = Option("--inputs", 1_000_000);
var from = (ulong)Option("--from", 1);
var threads = (int)Option("--threads", Math.Min(inputs, Environment.ProcessorCount));
var name = Array.IndexOf(args, "--target") is >= 0 and var named ? args[named + 1] : null;
var targets = FuzzTargets.All.Where(target => name is null || target.Name == name).ToList();
if (targets.Count == 0)
{
    Console.Error.WriteLine($"There is no target '{name}'; there are {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}.");
    return 2;
}

targets.ForEach(FuzzRun.Warm);
var total = targets.Sum(target => (long)target.Weight);
var clock = Stopwatch.StartNew();
var failed = false;
foreach (var target in targets)
{
    var share = name is null ? inputs * target.Weight / total : inputs;
    var (start, next, valid) = (clock.Elapsed, 0L, 0L);
    var reading = Enumerable.Range(0, threads).Select(_ => new Thread(Work)).ToList();
    reading.ForEach(thread => thread.Start());
    reading.ForEach(thread => thread.Join());
    var seconds = (clock.Elapsed - start).TotalSeconds;
    Console.WriteLine(
        $"{target.Name,-10} {next - threads,12:N0} inputs  {(next - threads) / seconds,10:N0}/s "
            + $" {100.0 * valid / Math.Max(1, next - threads),5:N1} % taken for valid");

    void Work()
    {
        for (long i; !Volatile.Read(ref failed) && (i = Interlocked.Increment(ref next) - 1) < share;)
        {
            try
            {
                if (FuzzRun.One(target, from + (ulong)i)) Interlocked.Increment(ref valid);
            }
            catch (FuzzFailure failure)
            {
                Volatile.Write(ref failed, true);
                Console.WriteLine($"FAILED {failure}");
            }
        }
    }
}

Console.WriteLine(
    $"{inputs:N0} inputs from "
        + $"seed {from} in {clock.Elapsed.TotalSeconds:N0} s: {(failed ? "a reader failed" : "typed errors only, memory in proportion")}");
return failed ? 1 : 0;
