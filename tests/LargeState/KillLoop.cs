using System.Diagnostics;
using System.Globalization;

namespace ActorStream.Tests.LargeState;

/// <summary>Starts the job, kills it after a time of chance, starts it again, and compares what it has committed in the end.</summary>
internal sealed class KillLoop(long keys, int kills, long heapBytes, long rocksDbBytes)
{
    private readonly string _directory = Directory.CreateTempSubdirectory("actorstream-large-state-").FullName;
    private readonly Random _random = new(20);
    private long _peakBytes;

    private string Out => Path.Combine(_directory, "out");

    internal async Task<int> RunAsync()
    {
        try
        {
            for (var kill = 1; kill <= kills; kill++) await StartAsync(killAfterCheckpoints: _random.Next(2, 4));
            if (await StartAsync(null) is var code and not 0) return code;
            return Compare();
        }
        finally
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private async Task<int> StartAsync(int? killAfterCheckpoints)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [
            "exec", typeof(KillLoop).Assembly.Location, "job", "--keys", $"{keys}", "--out", Out, "--checkpoints",
            Path.Combine(_directory, "checkpoints"),
            "--checkpoint-interval", "5s", "--parallelism", "2", "--set", "state.backend=rocksdb", "--set",
            $"state.rocksdb.memory={rocksDbBytes >> 10} KiB",
            "--set", $"state.rocksdb.directory={Path.Combine(_directory, "local")}", "--set", "checkpoint.timeout=10m",
        ]);
        start.Environment["DOTNET_GCHeapHardLimit"] = heapBytes.ToString("x", CultureInfo.InvariantCulture);
        start.RedirectStandardOutput = true;
        var watch = Stopwatch.StartNew();
        using var job = Process.Start(start)!;
        var checkpoints = new HashSet<string>();
        while (await job.StandardOutput.ReadLineAsync() is { } line)
        {
            _peakBytes = Math.Max(_peakBytes, Peak(job));
            Console.WriteLine(line);
            if (line.Split("checkpoint ") is [_, var rest] && char.IsAsciiDigit(rest[0])) checkpoints.Add(rest.Split(' ', ',')[0]);
            if (checkpoints.Count != killAfterCheckpoints) continue;
            job.Kill();
            killAfterCheckpoints = null;
            Console.WriteLine($"killed after {watch.Elapsed.TotalSeconds:F0} s, {checkpoints.Count} checkpoints seen");
        }

        await job.WaitForExitAsync();
        return job.ExitCode;
    }

    private static long Peak(Process job)
    {
        try
        {
            job.Refresh();
            return job.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    private int Compare()
    {
        var committed = Directory.EnumerateFiles(Out, "part-*").SelectMany(File.ReadLines).Where(line => char.IsAsciiDigit(line[0])).Order()
            .ToList();
        var expected = Expected().Select(row => FormattableString.Invariant($"{row.Bucket},{row.Keys},{row.Total},{row.Check}")).Order()
            .ToList();
        var same = committed.SequenceEqual(expected);
        Console.WriteLine(
            $"{keys:N0} keys, {keys * Numbers.Rounds:N0} records, heap limit {heapBytes >> 20} MiB, RocksDB {rocksDbBytes >> 20} MiB, "
            + $"peak {_peakBytes >> 20} MiB, {kills} kills: {committed.Count} rows, {(same ? "equal" : "NOT EQUAL")}");
        foreach (var line in committed.Except(expected).Take(3)) Console.WriteLine($"committed, but wrong: {line}");
        foreach (var line in expected.Except(committed).Take(3)) Console.WriteLine($"expected, but missing: {line}");
        return same ? 0 : 1;
    }

    private IEnumerable<BucketRow> Expected()
    {
        var sums = new long[keys];
        for (long position = 0; position < keys * Numbers.Rounds; position++)
        {
            var number = Numbers.At(position, keys);
            sums[number.Key] += number.Value;
        }

        var rows = new BucketRow[BucketRow.Buckets];
        for (long key = 0; key < keys; key++) rows[BucketRow.Of(key)] = rows[BucketRow.Of(key)].With(new KeySum(key, sums[key]));
        return rows;
    }
}
