using System.Globalization;

namespace ActorStream.Tests.Simulation.Mutants;

/// <summary>
/// <c>--mutants</c>: shows that the simulation finds bugs. Builds one copy of the source with every mutant in it, hunts each, and prints a
/// table; the unmutated state of the same build must pass.
/// </summary>
internal static class MutantsCommand
{
    internal const string Option = "--mutants";
    internal const string Folder = "tests/Simulation/Mutants/Bugs";
    internal const string Document = "docs/mutants.md";

    /// <returns>The exit code: 0 if every mutant was caught and nothing else was.</returns>
    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var repository = Repository();
        var seeds = ulong.Parse(ValueOf(arguments, "--seeds") ?? "10000", CultureInfo.InvariantCulture);
        var limit = TimeSpan.FromMinutes(int.Parse(ValueOf(arguments, "--minutes") ?? "10", CultureInfo.InvariantCulture));
        var all = Mutant.ReadAll(Path.Combine(repository, Folder));
        var chosen = ValueOf(arguments, "--mutant") is { } name
            ? [.. name.Split(',').Select(one => Named(all, one))]
            : all.Where(static mutant => mutant.Rare is null).ToList();

        if (arguments.Contains("--write") && arguments.Contains("--mutant"))
        {
            Console.WriteLine("--write replaces the whole table, so it goes with a hunt for all mutants: leave out --mutant.");
            return 1;
        }

        Console.WriteLine($"{chosen.Count} of {all.Count} mutants; building them");
        MutatedCopy copy;
        try
        {
            copy = MutatedCopy.Build(repository, all);
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            Console.WriteLine(error.Message);
            return 1;
        }

        using var held = arguments.Contains("--keep") ? null : copy;
        if (held is null) Console.WriteLine($"{MutantSwitch.Variable}=<numbers> dotnet {copy.Simulation} <a simulation's arguments>");
        var hunt = new MutantHunt(copy.Simulation, seeds, limit);
        var results = new List<(Mutant Mutant, HuntOutcome Outcome)>();
        var unmutated = new HuntOutcome(0, null);
        await Parallel.ForEachAsync<Mutant?>([null, .. chosen], async (mutant, _) =>
        {
            var outcome = await hunt.RunAsync(mutant is null
                ? []
                : mutant.With.Select(other => Named(all, other)).Append(mutant).Select(all.IndexOf));
            lock (results)
            {
                if (mutant is null) unmutated = outcome;
                else results.Add((mutant, outcome));
                Console.WriteLine(
                    $"{(mutant is null ? "(unmutated)" : $"{all.IndexOf(mutant)} {mutant.Name}")}: seed {outcome.Seed}: {outcome.Violation ?? $"nothing found, {outcome.Note}"}");
            }
        });

        var table = new MutantTable([.. results.OrderBy(static result => result.Mutant.Name, StringComparer.Ordinal)], unmutated);
        Console.WriteLine();
        Console.WriteLine(table);
        if (arguments.Contains("--write")) table.WriteInto(Path.Combine(repository, Document));
        Console.WriteLine(table.Verdict);
        return table.IsGood ? 0 : 1;
    }

    /// <summary>The repository that this program was built in.</summary>
    internal static string Repository()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "ActorStream.sln"))) return folder;
        }

        throw new InvalidOperationException(
            $"'{AppContext.BaseDirectory}' lies in no checkout of the repository, and mutants are made from its source.");
    }

    private static int IndexOf(this IReadOnlyList<Mutant> all, Mutant mutant) => all.TakeWhile(other => other != mutant).Count();

    private static Mutant Named(IReadOnlyList<Mutant> all, string name) =>
        all.FirstOrDefault(mutant => mutant.Name == name) ?? throw new ArgumentException($"There is no mutant '{name}' in {Folder}.");

    private static string? ValueOf(IReadOnlyList<string> arguments, string option)
    {
        var at = arguments.TakeWhile(argument => argument != option).Count();
        return at + 1 < arguments.Count ? arguments[at + 1] : null;
    }
}
