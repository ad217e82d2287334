using System.Globalization;
using ActorStream;
using ActorStream.Bench.Windows;

// Sums by key in windows of many kinds, over the same stream: the engine, and hand-written loops for the tumbling ones, in turns, in one process.
//   dotnet run -c Release --project bench/Windows [-- --per-second N] [--keys N] [--records N] [--rounds N] [--only NAME[,NAME]]
// per-second: events per second of event time, which is how many fall into a slide.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var perSecond = Option("--per-second", 1_000_000);
var keys = (int)Option("--keys", 100_000);
var warmUp = 65 * perSecond;
var records = Math.Max(Option("--records", 60_000_000), 10 * perSecond) + warmUp;
var rounds = Option("--rounds", 3);
var events = new Events(keys, perSecond);
var second = TimeSpan.FromSeconds(1);

(string Name, long Times, Func<Task<Steady>> Run)[] contestants =
[
    ("hand-timers", 1, () => Task.Run(() => HandLoops.KeysAndTimers(events, second.Ticks, warmUp, records))),
    ("hand-table", 1, () => Task.Run(() => HandLoops.OpenAddressing(events, second.Ticks, warmUp, records))),
    ("tumbling", 1, () => Engine.RunAsync(events, TumblingWindows.Of(second), warmUp, records)),
    ("sliding-10", 10, () => Engine.RunAsync(events, SlidingWindows.Of(10 * second, second), warmUp, records)),
    ("sliding-60", 60, () => Engine.RunAsync(events, SlidingWindows.Of(60 * second, second), warmUp, records)),
    ("session", 1, () => Engine.RunAsync(events, SessionWindows.WithGap(second / 2), warmUp, records)),
];
if (Array.IndexOf(args, "--only") is >= 0 and var at)
{
    contestants = [.. contestants.Where(one => args[at + 1].Split(',').Contains(one.Name))];
}

var results = contestants.Select(_ => new List<Steady>()).ToArray();
Console.WriteLine($"{records / 1e6:F0} M records, of which {warmUp / 1e6:F0} M warm up; {perSecond:N0} per second of event time, {keys:N0} keys; {rounds} rounds in turns.");
for (var round = 1; round <= rounds; round++)
{
    for (var i = 0; i < contestants.Length; i++)
    {
        results[i].Add(await contestants[i].Run());
    }

    Console.WriteLine($"round {round}: " + string.Join("   ", contestants.Zip(results, (one, runs) => $"{one.Name} {runs[^1].NanosecondsPerRecord:F1}")) + " ns/record");
}

// Each record is in so many windows.
if (contestants.Zip(results, (one, runs) => runs[0].Sum / (double)one.Times).Distinct().Count() > 1)
{
    Console.Error.WriteLine("The contestants did not do the same work: their sums differ.");
    return 1;
}

var tumbling = Array.FindIndex(contestants, one => one.Name == "tumbling");
Console.WriteLine();
Console.WriteLine($"{"",-14}{"ns/record",12}{"of tumbling",14}{"bytes/record",14}{"M rows",10}");
for (var i = 0; i < contestants.Length; i++)
{
    // Ratios are taken within each round, so that a drift of the machine's speed cancels out; medians of those.
    var runs = results[i];
    var ratio = tumbling < 0 ? "" : $"{Median(runs.Zip(results[tumbling], (one, other) => one.NanosecondsPerRecord / other.NanosecondsPerRecord)),14:F2}";
    Console.WriteLine(
        $"{contestants[i].Name,-14}{Median(runs.Select(run => run.NanosecondsPerRecord)),12:F1}{ratio,14}"
        + $"{Median(runs.Select(run => run.AllocatedBytesPerRecord)),14:F3}{runs[0].Rows / 1e6,10:F1}");
}

return 0;

long Option(string name, long otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var i ? long.Parse(args[i + 1], NumberStyles.Integer | NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : otherwise;

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToArray();
    return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}
