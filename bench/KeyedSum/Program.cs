using System.Globalization;
using ActorStream.Bench.KeyedSum;

// Keyed running sum over a million long keys: the engine against hand-written loops, in turns, in one process.
//   dotnet run -c Release --project bench/KeyedSum [-- RECORDS [ROUNDS [ONLY]]]      ONLY: the one contestant, by its number, to be profiled
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var records = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 120_000_000;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
var warmUp = Math.Min(records / 3, 40_000_000);

(string Name, Func<Task<Steady>> Run)[] contestants =
[
    ("Dictionary", () => Task.Run(() => HandLoops.Dictionary(warmUp, records))),
    ("open addressing, prefetch", () => Task.Run(() => HandLoops.OpenAddressing(warmUp, records))),
    ("engine, no checkpoints", () => EngineRun.RunAsync(warmUp, records, null)),
    ("engine, checkpoint each second", () => EngineRun.RunAsync(warmUp, records, TimeSpan.FromSeconds(1))),
];
if (args.Length > 2)
{
    var (name, run) = contestants[int.Parse(args[2], CultureInfo.InvariantCulture) - 1];
    Console.WriteLine($"{name}: {(await run()).RecordsPerSecond / 1e6:F1} M records/s");
    return 0;
}

var results = contestants.Select(_ => new List<Steady>()).ToArray();
Console.WriteLine($"{records / 1e6:F0} M records, of which {warmUp / 1e6:F0} M warm up; {rounds} rounds in turns; one core each.");
for (var round = 1; round <= rounds; round++)
{
    for (var i = 0; i < contestants.Length; i++)
    {
        results[i].Add(await contestants[i].Run());
    }

    Console.WriteLine($"round {round}: " + string.Join("   ", results.Select(r => $"{r[^1].RecordsPerSecond / 1e6:F1}")) + " M records/s");
}

if (results.SelectMany(r => r).DistinctBy(r => r.Check).Count() > 1)
{
    Console.Error.WriteLine("The contestants did not do the same work: their checksums differ.");
    return 1;
}

Console.WriteLine();
Console.WriteLine($"{"",-32}{"M records/s",12}{"vs Dictionary",15}{"vs open addr.",15}{"bytes/record",14}");
for (var i = 0; i < contestants.Length; i++)
{
    // Ratios are taken within each round, so that a drift of the machine's speed cancels out; medians of those.
    var index = i;
    Console.WriteLine(
        $"{contestants[i].Name,-32}{Median(results[i].Select(r => r.RecordsPerSecond / 1e6)),12:F1}"
        + $"{Median(Ratios(0)),15:F2}{Median(Ratios(1)),15:F2}{Median(results[i].Select(r => r.AllocatedBytesPerRecord)),14:F4}");

    IEnumerable<double> Ratios(int against) => results[index].Zip(results[against], (a, b) => a.RecordsPerSecond / b.RecordsPerSecond);
}

var cost = 1 - Median(results[3].Zip(results[2], (with, without) => with.RecordsPerSecond / without.RecordsPerSecond));
Console.WriteLine($"\nCheckpoints each second cost {cost:P1} of throughput.");
return 0;

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToArray();
    return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
}
