using System.Diagnostics;
using System.Globalization;

namespace ActorStream.Tests.Simulation.Mutants;

/// <summary>
/// The outer side of a hunt: starts the mutated simulation with some mutants on and listens to it. A simulation that crashes or stands
/// still is caught as well.
/// </summary>
/// <param name="simulation">The mutated simulation's assembly.</param>
/// <param name="seeds">How many at most.</param>
/// <param name="limit">How long the whole of it may take.</param>
internal sealed class MutantHunt(string simulation, ulong seeds, TimeSpan limit)
{
    /// <summary>After this long on one seed it hangs: a seed takes milliseconds.</summary>
    private static readonly TimeSpan SeedLimit = TimeSpan.FromMinutes(1);

    /// <param name="mutants">Numbers of those that are on; none: the unmutated state.</param>
    internal async Task<HuntOutcome> RunAsync(IEnumerable<int> mutants)
    {
        var start = new ProcessStartInfo("dotnet", [simulation, SeedHunt.Option, seeds.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[MutantSwitch.Variable] =
            string.Join(',', mutants.Select(static number => number.ToString(CultureInfo.InvariantCulture)));
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            return await ListenAsync(process, errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private async Task<HuntOutcome> ListenAsync(Process process, Task<string> errors)
    {
        var (clock, seed) = (Stopwatch.StartNew(), 0UL);
        while (true)
        {
            string? line;
            try
            {
                line = await process.StandardOutput.ReadLineAsync().WaitAsync(SeedLimit);
            }
            catch (TimeoutException)
            {
                return new HuntOutcome(seed, $"hung: more than {SeedLimit.TotalSeconds} s on one seed");
            }

            if (line is null) return new HuntOutcome(seed, $"crashed: {FirstLine(await errors)}");
            if (line.StartsWith(SeedHunt.Caught, StringComparison.Ordinal)) return new HuntOutcome(seed, line[SeedHunt.Caught.Length..]);
            if (line.StartsWith(SeedHunt.Passed, StringComparison.Ordinal))
                return new HuntOutcome(seed, null, line[SeedHunt.Passed.Length..]);
            if (!line.StartsWith(SeedHunt.Seed, StringComparison.Ordinal)) continue;
            seed = ulong.Parse(line.AsSpan(SeedHunt.Seed.Length), CultureInfo.InvariantCulture);
            if (clock.Elapsed > limit) return new HuntOutcome(seed, null, $"gave up after {limit.TotalMinutes} minutes");
        }
    }

    private static string FirstLine(string text) =>
        text.Split('\n').Select(static line => line.Trim()).FirstOrDefault(static line => line.Length > 0)
        ?? "it ended without a word";
}

/// <summary>What became of a hunt.</summary>
/// <param name="Seed">The last seed run; seeds begin with 1, so it is how many it took, too.</param>
/// <param name="Violation">What gave the mutant away; null: nothing did.</param>
/// <param name="Note">Where nothing did: whether the mutated code was reached at all.</param>
internal sealed record HuntOutcome(ulong Seed, string? Violation, string Note = "");
