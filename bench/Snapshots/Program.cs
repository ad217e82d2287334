using System.Globalization;
using ActorStream.Bench.Snapshots;

// One subtask's state of a long per key: how long a batch may take while it grows, what a full snapshot and an increment cost, what a restore reads.
//   dotnet run -c Release --project bench/Snapshots [-- heap|rocksdb [KEYS [MEMORY_MIB]]]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var backend = args.Length > 0 ? args[0] : "heap";
var (keys, mebibytes) = (10_000_000L, 256L);
var isUnderstood = backend is "heap" or "rocksdb" && args.Length <= 3
    && (args.Length < 2 || (long.TryParse(args[1], CultureInfo.InvariantCulture, out keys) && keys > 0))
    && (args.Length < 3 || (long.TryParse(args[2], CultureInfo.InvariantCulture, out mebibytes) && mebibytes is > 0 and < 1 << 20));
if (!isUnderstood)
{
    Console.Error.WriteLine($"It takes [heap|rocksdb [KEYS [MEMORY_MIB]]], and not '{string.Join(' ', args)}'.");
    return 2;
}

await using var state = await SubtaskState.OpenAsync(backend == "rocksdb", mebibytes << 20);
Console.WriteLine($"{backend}: {keys / 1e6:F1} M keys");

var growth = state.Grow(keys);
Console.WriteLine($"growing: {keys / growth.Total.TotalSeconds / 1e6:F2} M keys/s; the slowest batches of 1,024: {string.Join(", ", growth.Slowest.Select(Ms))} ms");
var full = await state.SnapshotAsync();
Console.WriteLine($"full snapshot:    synchronous part {Ms(full.Synchronous),7} ms, {full.NewBytes / 1e6,8:F1} MB written in {full.Writing.TotalSeconds:F2} s");
for (var increment = 1; increment <= 2; increment++)
{
    var touching = state.Touch(keys / 100, keys, seed: increment);
    var one = await state.SnapshotAsync();
    Console.WriteLine($"1 % touched:      synchronous part {Ms(one.Synchronous),7} ms, {one.NewBytes / 1e6,8:F1} MB written in {one.Writing.TotalSeconds:F2} s"
        + $" = {(double)one.NewBytes / full.NewBytes:P1} of the full one; slowest batch {Ms(touching.Slowest[0])} ms");
}

// Twice: the first one may get memory that the machine has never used.
foreach (var parts in (int[])[1, 1, 2, 4])
{
    var (report, time) = await state.RestoreAsync(parts);
    Console.WriteLine($"restore of 1/{parts}:   {report.Entries / 1e6,8:F2} M entries, {report.BytesRead / 1e6,8:F1} MB read in {time.TotalSeconds:F2} s = {report.BytesRead / 1e6 / time.TotalSeconds:F0} MB/s");
}

return 0;

static string Ms(TimeSpan time) => $"{time.TotalMilliseconds:F2}";
