using System.CommandLine;

namespace ActorStream.Tests.Simulation.Mutants;

/// <summary>
/// <c>--mutants</c>: shows that the simulation finds bugs. Builds one copy of the source with every mutant in it, hunts each, and prints a
/// table; the unmutated state of the same build must pass.
/// </summary>
internal sealed class MutantsCommand
{
    internal const string Name = "--mutants";
    internal const string Folder = "tests/Simulation/Mutants/Bugs";
    internal const string Document = "docs/mutants.md";

    private readonly Option<string?> _mutant =
        new("--mutant") { Description = "Hunt this one, or several with commas between them. Default: all but the rare ones." };
    private readonly Option<ulong> _seeds = new("--seeds")
    {
        Description = "Seeds that a mutant is hunted for at most.", DefaultValueFactory = static _ => 10_000,
    };

    private readonly Option<double> _minutes = new("--minutes")
    {
        Description = "Minutes that a mutant is hunted for at most, fractions too.", DefaultValueFactory = static _ => 10,
    };

    private readonly Option<bool> _write = new("--write") { Description = $"Put the table of {Document} in place of what it was." };
    private readonly Option<bool> _keep = new("--keep") { Description = "Leave the mutated build, to replay a seed in it." };

    /// <summary>What may be asked. The exit code is 0 if every mutant was caught and nothing else was.</summary>
    internal RootCommand ToCommand()
    {
        var command = new RootCommand("Makes deliberate bugs, and hunts each by seeds.");
        foreach (var option in (Option[])[_mutant, _seeds, _minutes, _write, _keep]) command.Add(option);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments)
    {
        var repository = Repository();
        var all = Mutant.ReadAll(Path.Combine(repository, Folder));
        var names = arguments.GetValue(_mutant)?.Split(',');
        if (names?.FirstOrDefault(name => all.All(mutant => mutant.Name != name)) is { } unknown)
        {
            Console.WriteLine($"There is no mutant '{unknown}' in {Folder}.");
            return 1;
        }

        if (names is not null && arguments.GetValue(_write))
        {
            Console.WriteLine("--write replaces the whole table, so it goes with a hunt for all mutants: leave out --mutant.");
            return 1;
        }

        var chosen = names is null ? all.Where(static mutant => mutant.Rare is null).ToList() : [.. names.Select(name => Named(all, name))];
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

        using var held = arguments.GetValue(_keep) ? null : copy;
        if (held is null) Console.WriteLine($"{MutantSwitch.Variable}=<numbers> dotnet {copy.Simulation} <a simulation's arguments>");
        var hunt = new MutantHunt(copy.Simulation, arguments.GetValue(_seeds), TimeSpan.FromMinutes(arguments.GetValue(_minutes)));
        var results = new List<(Mutant Mutant, HuntOutcome Outcome)>();
        var unmutated = new HuntOutcome(0, null);
        await Parallel.ForEachAsync<Mutant?>([null, .. chosen], async (mutant, _) =>
        {
            var outcome = await hunt.RunAsync(mutant is null
                ? []
                : mutant.With.Select(other => Named(all, other)).Append(mutant).Select(one => IndexOf(all, one)));
            lock (results)
            {
                if (mutant is null) unmutated = outcome;
                else results.Add((mutant, outcome));
                var name = mutant is null ? "(unmutated)" : $"{IndexOf(all, mutant)} {mutant.Name}";
                Console.WriteLine($"{name}: seed {outcome.Seed}: {outcome.Violation ?? $"nothing found, {outcome.Note}"}");
            }
        });

        var table = new MutantTable([.. results.OrderBy(static result => result.Mutant.Name, StringComparer.Ordinal)], unmutated);
        Console.WriteLine();
        Console.WriteLine(table);
        if (arguments.GetValue(_write)) table.WriteInto(Path.Combine(repository, Document));
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

    private static int IndexOf(IReadOnlyList<Mutant> all, Mutant mutant) => all.TakeWhile(other => other != mutant).Count();

    private static Mutant Named(IReadOnlyList<Mutant> all, string name) =>
        all.FirstOrDefault(mutant => mutant.Name == name) ?? throw new ArgumentException($"There is no mutant '{name}' in {Folder}.");
}
