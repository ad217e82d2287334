using System.Globalization;

namespace ActorStream.Tests.Simulation.Mutants;

/// <summary>
/// The inner side of a hunt, in a process of its own: runs seeds 1, 2, 3... until one shows a violation. Says each seed before it runs it,
/// so that whoever listens knows which one crashed or hung.
/// </summary>
internal static class SeedHunt
{
    internal const string Option = "--hunt";
    internal const string Seed = "seed ";
    internal const string Caught = "caught ";
    internal const string Passed = "passed ";

    /// <param name="seeds">How many at most.</param>
    /// <param name="run">Runs a seed; answers what was violated, or null.</param>
    internal static int Run(ulong seeds, Func<ulong, string?> run)
    {
        for (var seed = 1UL; seed <= seeds; seed++)
        {
            Say(Seed + seed.ToString(CultureInfo.InvariantCulture));
            if (Violation(seed, run) is not { } violation) continue;
            Say(Caught + violation.ReplaceLineEndings(" "));
            return 1;
        }

        Say(Passed + (MutantSwitch.WasReached ? "reached" : "never reached"));
        return 0;
    }

    private static string? Violation(ulong seed, Func<ulong, string?> run)
    {
        try
        {
            return run(seed);
        }
        catch (Exception error)
        {
            return $"{error.GetType().Name}: {error.Message}";
        }
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
