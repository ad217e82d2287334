using System.Diagnostics;
using System.Globalization;
using ActorStream.Tests.Simulation.Runs;

namespace ActorStream.Tests.Simulation.Commands;

/// <summary>Runs many seeds, says how it goes, and sums up.</summary>
/// <param name="From">The first seed.</param>
/// <param name="Seeds">How many.</param>
/// <param name="Limit">No new seed is begun after this time; null: all are run.</param>
/// <param name="Threads">How many run at once.</param>
/// <param name="IsQuiet">Only the digest is printed: for a process that repeats what another has run.</param>
internal sealed record SwarmCommand(ulong From, ulong Seeds, TimeSpan? Limit, int Threads, bool IsQuiet)
{
    private const int MostShown = 10;

    /// <summary>So many seeds are run again, in another process.</summary>
    private const ulong MostRepeated = 500;

    private readonly long _start = TimeProvider.System.GetTimestamp();
    private long _lastProgress;

    /// <returns>The exit code: 0 if nothing was violated, every situation came up and the digests agree.</returns>
    internal int Run()
    {
        // Those that a second process runs as well come first, so that their digest is known.
        var repeated = IsQuiet ? Seeds : Math.Min(MostRepeated, (Seeds + 19) / 20);
        var batch = RunBatch(new Batch(From, repeated, Limit));
        if (IsQuiet)
        {
            Console.WriteLine(Text(batch.Digest));
            return batch.Violations.Count == 0 ? 0 : 1;
        }

        var again = DigestInAnotherProcess(repeated);
        var rest = RunBatch(new Batch(From + repeated, Seeds - repeated, Limit - batch.Elapsed));
        return Report(batch, rest, again);
    }

    private static string Text(ulong digest) => digest.ToString("x16", CultureInfo.InvariantCulture);

    private Batch RunBatch(Batch batch)
    {
        batch.Run(Threads, Show, Progress);
        return batch;
    }

    private void Show(RunResult result)
    {
        if (IsQuiet) return;
        Console.WriteLine();
        Console.WriteLine($"seed {result.Seed}: {result.Violation}");
        Console.WriteLine($"  job:    {result.Case}");
        Console.WriteLine($"  faults: {result.Faults}");
        Console.WriteLine($"  again:  dotnet run -c Release --project tests/Simulation -- --seed {result.Seed} --trace");
    }

    private void Progress(Batch batch)
    {
        var every = Console.IsOutputRedirected ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(1);
        if (IsQuiet || TimeProvider.System.GetElapsedTime(_lastProgress) < every) return;
        _lastProgress = TimeProvider.System.GetTimestamp();
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{batch.Done:N0} seeds "
                + $"in {batch.Elapsed:hh\\:mm\\:ss}, {batch.PerSecond:F0}/s, {batch.Seen["checkpoints"]:N0} checkpoints, {batch.Violations.Count} violations");
        if (Console.IsOutputRedirected) Console.WriteLine(line);
        else Console.Write($"\r{line}   ");
    }

    private int Report(Batch first, Batch rest, ulong? again)
    {
        var seen = new Counters();
        seen.Add(first.Seen);
        seen.Add(rest.Seen);
        var (done, elapsed) = (first.Done + rest.Done, TimeProvider.System.GetElapsedTime(_start));
        var violations = first.Violations.Concat(rest.Violations).OrderBy(static result => result.Seed).ToList();
        Console.WriteLine();
        Console.WriteLine();
        foreach (var (what, times) in seen.All) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times,14:N0}  {what}"));
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seeds {From} to {From + done - 1}: {done:N0} runs "
            + $"in {elapsed:hh\\:mm\\:ss}, {done / elapsed.TotalSeconds:F0} runs/s on {Threads} threads, "
            + $"{(first.Steps + rest.Steps) / Math.Max(1, (double)done):F0} steps a run"));
        Console.WriteLine($"digest {Text(first.Digest + rest.Digest)}");

        var isGood = violations.Count == 0;
        Console.WriteLine(again == first.Digest
            ? $"the first {first.Done} in a second process: the same digest, {Text(first.Digest)}"
            : $"FAIL: the first {first.Done} have "
                + $"digest {Text(first.Digest)}, and {(again is { } other ? Text(other) : "none")} in a second process");
        isGood &= again == first.Digest;
        if (done >= Sometimes.FewestSeeds && Sometimes.Missing(seen).ToList() is { Count: > 0 } missing)
        {
            Console.WriteLine($"FAIL: never seen: {string.Join(", ", missing)}");
            isGood = false;
        }

        Console.WriteLine(violations.Count == 0
            ? "no violation"
            : $"FAIL: {violations.Count} violations, "
                + $"seeds {string.Join(", ", violations.Take(MostShown).Select(static result => result.Seed))}");
        return isGood ? 0 : 1;
    }

    private ulong? DigestInAnotherProcess(ulong seeds)
    {
        var start = new ProcessStartInfo(
            "dotnet", [typeof(SwarmCommand).Assembly.Location, "--from", $"{From}", "--seeds", $"{seeds}", "--threads", $"{Threads}",
                "--quiet"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var digest = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return ulong.TryParse(digest, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
