using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace ActorStream.Bench.Comparison;

/// <summary>A contestant's turn, in a process of its own: nobody inherits another's heap, threads or compiled code.</summary>
internal static class ChildProcess
{
    internal const string Command = "child";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Starts this program again, for one contestant, and waits for its answer.</summary>
    /// <exception cref="InvalidOperationException">It failed, or took too long; says why.</exception>
    internal static async Task<Outcome> RunAsync(Workload workload, Contestant contestant, Effort effort)
    {
        string[] arguments = [Command, workload.Name, contestant.Name, effort.IsQuick ? "quick" : "full"];
        var start = StartOf(arguments, contestant.Cores);
        if (contestant.IsShort) start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var late = new CancellationTokenSource(Longest);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{workload.Name} {contestant.Name} had no result after {Longest.TotalMinutes} minutes.");
        }

        var last = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        if (process.ExitCode != 0 || last is null)
            throw new InvalidOperationException($"{workload.Name} {contestant.Name} ended with {process.ExitCode}: {await errors}");
        return JsonSerializer.Deserialize<Outcome>(last)!;
    }

    /// <summary>What the child does.</summary>
    internal static async Task RunAsync(Contestant contestant, Effort effort)
    {
        // Where there is no taskset, Windows has a whole process' affinity set by itself.
        if (OperatingSystem.IsWindows() && contestant.Cores is { } cores)
        {
            using var self = Process.GetCurrentProcess();
            self.ProcessorAffinity = (nint)Affinity(cores);
        }

        Console.WriteLine(JsonSerializer.Serialize(await contestant.Run(effort)));
    }

    /// <summary>How this program is started again.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cores">Cores that it may use; null: all.</param>
    internal static ProcessStartInfo StartOf(IEnumerable<string> arguments, int? cores)
    {
        List<string> command = [Environment.ProcessPath!];
        if (Path.GetFileNameWithoutExtension(command[0]) == "dotnet") command.AddRange("exec", Environment.GetCommandLineArgs()[0]);
        command.AddRange(arguments);
        if (cores is { } some && OperatingSystem.IsLinux()) command.InsertRange(0, ["taskset", $"0x{Affinity(some):x}"]);
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };

        if (cores is not null) start.Environment["DOTNET_PROCESSOR_COUNT"] = cores.Value.ToString(CultureInfo.InvariantCulture);
        return start;
    }

    /// <summary>The last cores that this process may use: the first ones serve most interrupts.</summary>
    private static ulong Affinity(int cores)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows()) return 0;
        using var self = Process.GetCurrentProcess();
        var (left, chosen) = ((ulong)self.ProcessorAffinity, 0UL);
        for (; cores > 0 && left != 0; cores--)
        {
            var highest = 1UL << BitOperations.Log2(left);
            (left, chosen) = (left & ~highest, chosen | highest);
        }

        return chosen;
    }
}
