using System.CommandLine;
using ActorStream.Tests.Simulation.Exploration;
using ActorStream.Tests.Simulation.Mutants;
using ActorStream.Tests.Simulation.Runs;

namespace ActorStream.Tests.Simulation.Commands;

/// <summary>What may be asked of the simulation.</summary>
internal sealed class SimulationCommandLine
{
    private readonly Option<ulong> _seeds =
        new("--seeds") { Description = "How many seeds to run.", DefaultValueFactory = static _ => 1000 };
    private readonly Option<ulong> _from = new("--from") { Description = "The first seed.", DefaultValueFactory = static _ => 1 };
    private readonly Option<double?> _minutes = new("--minutes") { Description = "Begin no seed after so many minutes." };
    private readonly Option<int> _threads = new("--threads")
    {
        Description = "How many seeds run at once.", DefaultValueFactory = static _ => Environment.ProcessorCount,
    };

    private readonly Option<ulong?> _seed = new("--seed") { Description = "Run this seed alone." };
    private readonly Option<bool> _trace = new("--trace") { Description = "With --seed: print each step." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print the digest only." };
    private readonly Option<bool> _explore =
        new(ExploreCommand.Name) { Description = $"Every order of small jobs instead; {ExploreCommand.Name} --help says more." };
    private readonly Option<bool> _mutants =
        new(MutantsCommand.Name) { Description = $"Hunt deliberate bugs instead; {MutantsCommand.Name} --help says more." };
    private readonly RootCommand _root = new("Runs whole jobs under faults of each seed's choice, and checks what must always hold.");

    internal SimulationCommandLine()
    {
        foreach (var option in (Option[])[_seeds, _from, _minutes, _threads, _seed, _trace, _quiet, _explore, _mutants]) _root.Add(option);
        _root.SetAction(parsed => parsed.GetValue(_seed) is { } seed
            ? new TraceCommand(seed, parsed.GetValue(_trace)).Run()
            : new SwarmCommand(
                parsed.GetValue(_from),
                parsed.GetValue(_seeds),
                parsed.GetValue(_minutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
                parsed.GetValue(_threads),
                parsed.GetValue(_quiet)).Run());
    }

    /// <returns>The exit code: 0 if all is well.</returns>
    internal async Task<int> RunAsync(string[] args)
    {
        if (args is [SeedHunt.Option, var most]) return SeedHunt.Run(ulong.Parse(most), static seed => SimulationRun.Run(seed).Violation);
        var (command, others) = args.Contains(MutantsCommand.Name) ? (new MutantsCommand().ToCommand(), Without(MutantsCommand.Name))
            : args.Contains(ExploreCommand.Name) ? (new ExploreCommand().ToCommand(), Without(ExploreCommand.Name))
            : (_root, args);
        return await command.Parse(others).InvokeAsync();

        string[] Without(string name) => [.. args.Where(argument => argument != name)];
    }
}
