using ActorStream.Tests.Simulation.Runs;

namespace ActorStream.Tests.Simulation.Commands;

/// <summary>Runs one seed again, and prints each step if asked to.</summary>
internal sealed record TraceCommand(ulong Seed, bool IsTraced)
{
    internal int Run()
    {
        var result = SimulationRun.Run(Seed, IsTraced ? Console.WriteLine : null);
        Console.WriteLine($"seed {Seed}: {result.Case}");
        Console.WriteLine($"faults: {result.Faults}");
        Console.WriteLine($"{result.Steps} steps, digest {result.Digest:x16}");
        Console.WriteLine(result.Violation ?? "no violation");
        return result.Violation is null ? 0 : 1;
    }
}
