using System.Diagnostics;
using System.Globalization;
using ActorStream.Backends;
using ActorStream.Bench.RocksDbSum;

// Keyed sum over more keys than the memory figure holds: the engine's RocksDB backend against a get and a put per record, one after the other in one run.
//   dotnet run -c Release --project bench/RocksDbSum [-- KEYS [SECONDS [MEMORY_MIB]]]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var keys = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 5_000_000;
var seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 20;
var memory = (args.Length > 2 ? long.Parse(args[2], CultureInfo.InvariantCulture) : 64) << 20;
const int Batch = 1024;

await using var home = RocksDbHome.Open(null, memory, expected: 1);
Console.WriteLine($"{keys / 1e6:F1} M keys, {memory >> 20} MiB, {seconds:F0} s each, one thread.");
foreach (var (name, skew) in new[] { ("Zipf 0.99", 0.99), ("uniform", 0.0) })
{
    var speeds = new List<double>();
    foreach (var make in new Func<IContestant>[] { () => new Plain(home, memory), () => new Engine(home) })
    {
        using var contestant = make();
        Load(contestant);
        var choice = new KeyChoice(keys, skew, seed: 1);
        Run(contestant, choice, seconds / 2); // warm up
        speeds.Add(Run(contestant, choice, seconds));
        Console.WriteLine($"{name,-10} {contestant.Name,-18} {speeds[^1] / 1e6,8:F3} M records/s");
    }

    Console.WriteLine($"{name,-10} {"",-18} {speeds[1] / speeds[0],8:F1} times");
}

// Each key once, in an order of its own.
void Load(IContestant contestant)
{
    var batch = new long[Batch];
    for (long first = 0; first < keys; first += Batch)
    {
        var count = (int)Math.Min(Batch, keys - first);
        for (var i = 0; i < count; i++) batch[i] = (long)((UInt128)(first + i) * 2_147_483_647 % (UInt128)keys);
        contestant.Add(batch.AsSpan(0, count));
    }
}

static double Run(IContestant contestant, KeyChoice choice, double seconds)
{
    var batch = new long[Batch];
    var (watch, time, records) = (new Stopwatch(), TimeSpan.FromSeconds(seconds), 0L);
    for (; watch.Elapsed < time; records += Batch)
    {
        for (var i = 0; i < Batch; i++) batch[i] = choice.Next(); // the choosing is not timed
        watch.Start();
        contestant.Add(batch);
        watch.Stop();
    }

    return records / watch.Elapsed.TotalSeconds;
}
