using System.Globalization;
using ActorStream;
using ActorStream.Bench.Windows;

// How do the kinds of windows compare? Sums by key over the same stream, in turns, in one process; beside loops written by hand and other
// engines in bench/Comparison.
//   dotnet run -c Release --project bench/Windows [-- --per-second N] [--keys N] [--records N] [--rounds N] [--only NAME[,NAME]]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException e)
{
    return Refused(e.Message);
}

var (perSecond, keys, rounds) = (options.PerSecond, options.Keys, options.Rounds);
var warmUp = 65 * perSecond;
var records = Math.Max(options.Records, 10 * perSecond) + warmUp;
var events = new Events(keys, perSecond);
var second = TimeSpan.FromSeconds(1);

(string Name, long Times, Func<Task<Steady>> Run)[] contestants =
[
    ("tumbling", 1, () => Engine.RunAsync(events, TumblingWindows.Of(second), warmUp, records)),
    ("sliding-10", 10, () => Engine.RunAsync(events, SlidingWindows.Of(10 * second, second), warmUp, records)),
    ("sliding-60", 60, () => Engine.RunAsync(events, SlidingWindows.Of(60 * second, second), warmUp, records)),
    ("session", 1, () => Engine.RunAsync(events, SessionWindows.WithGap(second / 2), warmUp, records)),
];
if (options.Only.FirstOrDefault(name => !contestants.Any(one => one.Name == name)) is { } unknown)
    return Refused($"There are no windows '{unknown}'.");
contestants = [.. contestants.Where(one => options.Only.Count == 0 || options.Only.Contains(one.Name))];

var results = contestants.Select(_ => new List<Steady>()).ToArray();
Console.WriteLine(
    $"{records / 1e6:F0} M records, of which {warmUp / 1e6:F0} M warm up; {perSecond:N0} per second of event time, {keys:N0} keys; "
    + $"{rounds} rounds in turns.");
for (var round = 1; round <= rounds; round++)
{
    for (var i = 0; i < contestants.Length; i++)
    {
        results[i].Add(await contestants[i].Run());
    }

    var times = contestants.Zip(results, (one, runs) => $"{one.Name} {runs[^1].NanosecondsPerRecord:F1}");
    Console.WriteLine($"round {round}: {string.Join("   ", times)} ns/record");
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
    var ratios = tumbling < 0
        ? []
        : runs.Zip(results[tumbling], (one, other) => one.NanosecondsPerRecord / other.NanosecondsPerRecord).ToArray();
    var ratio = ratios.Length == 0 ? "" : Median(ratios).ToString("F2", CultureInfo.InvariantCulture);
    Console.WriteLine(
        $"{contestants[i].Name,-14}{Median(runs.Select(run => run.NanosecondsPerRecord)),12:F1}{ratio,14}"
        + $"{Median(runs.Select(run => run.AllocatedBytesPerRecord)),14:F3}{runs[0].Rows / 1e6,10:F1}");
}

return 0;

static int Refused(string why)
{
    Console.Error.WriteLine($"{why}\n\n{Options.Usage}");
    return 2;
}

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToArray();
    return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}
