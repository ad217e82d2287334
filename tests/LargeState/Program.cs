using System.Globalization;
using ActorStream;
using ActorStream.Tests.LargeState;

// A keyed sum with more state than memory, killed again and again, against plain loops over the same numbers.
// dotnet run -c Release --project tests/LargeState [-- KEYS [KILLS [HEAP_MIB [ROCKSDB_MIB]]]] 20,000,000 keys, 3 kills, 1024 and 256 MiB
// unless said
//   ... -- job OPTIONS     the job alone, as a process of its own
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["job", .. var rest]) return await RunJobAsync(rest);
long[] numbers = [20_000_000, 3, 1024, 256];
for (var i = 0; i < args.Length; i++) numbers[i] = long.Parse(args[i], CultureInfo.InvariantCulture);
return await new KillLoop(numbers[0], (int)numbers[1], numbers[2] << 20, numbers[3] << 20).RunAsync();

static Task<int> RunJobAsync(string[] options)
{
    var app = ActorStreamHost.Create("large-state", options);
    var keys = app.Option("--keys", 1_000_000L, "Different keys; each comes twice.").AtLeast(1);
    var output = app.Option("--out", "out/large-state", "Directory of committed rows.");
    return app.RunAsync(job => job
        .From(Generate.Records(position => Numbers.At(position, keys.Value), keys.Value * Numbers.Rounds), uid: "numbers")
        .KeyBy(number => number.Key)
        .Process(() => new SumByKey(), uid: "sums")
        .KeyBy(sum => BucketRow.Of(sum.Key))
        .Process(() => new SumByBucket(keys.Value), uid: "buckets")
        .To(CsvFile.ExactlyOnce<BucketRow>(output.Value), uid: "out"));
}
