using System.Diagnostics;
using System.Globalization;
using ActorStream.Actors.Hosts;
using ActorStream.Coordinator;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>
/// <c>--explore</c>: goes through every order of small scopes, and crashes a job around each effect. <c>--deep</c> adds larger scopes,
/// <c>--scope NAME</c> takes one of them, <c>--crashes</c> only the crashes, <c>--stops</c> only those around a stop with a savepoint;
/// <c>--seconds N</c> stops each scope after that long, <c>--path 0,2,1</c> replays one path of a scope.
/// </summary>
internal static class ExploreCommand
{
    internal const string Option = "--explore";

    /// <returns>The exit code: 0 if nothing was violated.</returns>
    internal static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Contains("--stops"))
            return CrashSweeps.SweepStop(Console.Out, ClaimMode.NoClaim) + CrashSweeps.SweepStop(Console.Out, ClaimMode.Claim);
        if (arguments.Contains("--crashes")) return CrashSweeps.Run(Console.Out);
        IEnumerable<Scope> all = Scopes.All.Concat(Scopes.Deep);
        if (ValueOf(arguments, "--scope") is { } name)
        {
            var named = name.Split(',').Select(one => all.FirstOrDefault(scope => scope.Name == one)
                ?? throw new ArgumentException(
                    $"There is no scope '{one}'. There are: {string.Join(", ", all.Select(static scope => scope.Name))}.")).ToList();
            if (ValueOf(arguments, "--path") is not { } path) return Explore(named, arguments);
            Replay(named[0], [.. path.Split(',').Select(static index => int.Parse(index, CultureInfo.InvariantCulture))]);
            return 0;
        }

        return Explore(arguments.Contains("--deep") ? all : Scopes.All, arguments) + CrashSweeps.Run(Console.Out) == 0 ? 0 : 1;
    }

    private static int Explore(IEnumerable<Scope> scopes, IReadOnlyList<string> arguments)
    {
        var limit = TimeSpan.FromSeconds(int.Parse(ValueOf(arguments, "--seconds") ?? "3600", CultureInfo.InvariantCulture));
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

    private static string? ValueOf(IReadOnlyList<string> arguments, string option)
    {
        var at = arguments.TakeWhile(argument => argument != option).Count();
        return at + 1 < arguments.Count ? arguments[at + 1] : null;
    }
}
