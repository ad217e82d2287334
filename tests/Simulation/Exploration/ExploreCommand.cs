using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ActorStream.Actors.Hosts;
using ActorStream.Coordinator;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary><c>--explore</c>: goes through every order of small scopes, and crashes a job around each effect.</summary>
internal sealed class ExploreCommand
{
    internal const string Name = "--explore";

    private readonly Option<bool> _deep = new("--deep") { Description = "Larger scopes as well." };
    private readonly Option<string?> _scope = new("--scope") { Description = "This scope alone, or several with commas between them." };
    private readonly Option<string?> _path = new("--path") { Description = "Replay one path of the scope: 0,2,1." };
    private readonly Option<bool> _crashes = new("--crashes") { Description = "Only the crashes around each effect." };
    private readonly Option<bool> _stops = new("--stops") { Description = "Only the crashes around a stop with a savepoint." };
    private readonly Option<double> _seconds = new("--seconds")
    {
        Description = "Stop each scope after that long.", DefaultValueFactory = static _ => 3600,
    };

    /// <summary>What may be asked. The exit code is 0 if nothing was violated.</summary>
    internal RootCommand ToCommand()
    {
        var command = new RootCommand("Takes small jobs through every order of their steps, and crashes one around each effect.");
        foreach (var option in (Option[])[_deep, _scope, _path, _crashes, _stops, _seconds]) command.Add(option);
        command.SetAction(parsed => Run(parsed) == 0 ? 0 : 1);
        return command;
    }

    /// <returns>How much was violated.</returns>
    private int Run(ParseResult arguments)
    {
        if (arguments.GetValue(_stops))
            return CrashSweeps.SweepStop(Console.Out, ClaimMode.NoClaim) + CrashSweeps.SweepStop(Console.Out, ClaimMode.Claim);
        if (arguments.GetValue(_crashes)) return CrashSweeps.Run(Console.Out);
        var (all, limit) = (Scopes.All.Concat(Scopes.Deep).ToList(), TimeSpan.FromSeconds(arguments.GetValue(_seconds)));
        if (arguments.GetValue(_scope) is not { } names)
            return Explore(arguments.GetValue(_deep) ? all : Scopes.All, limit) + CrashSweeps.Run(Console.Out);
        if (names.Split(',').FirstOrDefault(name => all.TrueForAll(scope => scope.Name != name)) is { } unknown)
        {
            Console.WriteLine($"There is no scope '{unknown}'. There are: {string.Join(", ", all.Select(static scope => scope.Name))}.");
            return 1;
        }

        List<Scope> chosen = [.. names.Split(',').Select(name => all.Find(scope => scope.Name == name)!)];
        if (arguments.GetValue(_path) is not { } path) return Explore(chosen, limit);
        Replay(chosen[0], [.. path.Split(',').Select(static index => int.Parse(index, CultureInfo.InvariantCulture))]);
        return 0;
    }

    private static int Explore(IEnumerable<Scope> scopes, TimeSpan limit)
    {
        var violated = 0;
        Console.WriteLine("scope                 states  transitions    ends  crashes  depth   time");
        foreach (var scope in scopes)
        {
            var (explorer, clock) = (new Explorer(scope), Stopwatch.StartNew());
            explorer.Explore(() => clock.Elapsed > limit);
            var how = explorer.Violation is not null ? "VIOLATED" : explorer.IsComplete ? "complete" : $"bounded by {limit.TotalSeconds} s";
            Console.WriteLine(
                $"{scope.Name,-18}{explorer.States,10}{explorer.Transitions,13}{explorer.Ends,8}{explorer.Crashes,9}{explorer.Depth,7}"
                + $"{clock.Elapsed.TotalSeconds,5:0} s  {how}: {scope.About}");
            if (explorer.Violation is not { } violation) continue;
            violated++;
            Console.WriteLine($"  {violation.What}");
            Replay(scope, violation.Path);
            Console.WriteLine($"  Again: --explore --scope {scope.Name} --path {string.Join(',', violation.Path)}");
        }

        return violated;
    }

    /// <summary>Takes the choices of a path, and says what each was.</summary>
    private static void Replay(Scope scope, IReadOnlyList<int> path)
    {
        var run = new Execution(scope);
        foreach (var index in path)
        {
            if (index < 0)
            {
                Console.WriteLine($"    crash: {(Crash)~index}");
                run.Take((Crash)~index);
                continue;
            }

            var choice = run.Choices()[index];
            Console.WriteLine($"    {Labels.Describe(choice)}");
            try
            {
                run.Take(choice);
            }
            catch (SimulationException)
            {
                return;
            }
        }

        if (run.HasEnded) Console.WriteLine($"    the end: {run.Finish() ?? "as it should be"}");
    }
}
