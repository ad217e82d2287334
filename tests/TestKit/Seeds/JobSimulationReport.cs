using System.Globalization;
using ActorStream.TestKit.Simulation;

namespace ActorStream.TestKit;

/// <summary>What the runs of a <see cref="JobSimulation"/> went through: a test whose runs met no faults shows nothing.</summary>
public sealed class JobSimulationReport
{
    private readonly SortedDictionary<FaultKind, int> _faults = [];

    internal JobSimulationReport()
    {
    }

    /// <summary>Seeds that were run.</summary>
    public int Runs { get; private set; }

    /// <summary>Faults that happened.</summary>
    public int Faults => _faults.Values.Sum();

    /// <summary>Failures from which the job started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Checkpoints that were completed.</summary>
    public int Checkpoints { get; private set; }

    /// <summary>Equal for the same job, seeds and version of this library, on every machine.</summary>
    public ulong Digest { get; private set; }

    /// <summary>The figures, in a line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Runs} runs, {Faults} faults ({string.Join(", ", _faults.Select(static fault => $"{fault.Key} {fault.Value}"))}), "
        + $"{Restarts} restarts, {Checkpoints} checkpoints, digest {Digest:x16}");

    internal void Add(SimulatedRun run)
    {
        Runs++;
        Restarts += run.Restarts;
        Checkpoints += run.Checkpoints.Count;
        Digest = (Digest * 31) + run.Digest;
        foreach (var (kind, times) in run.FaultCounts) _faults[kind] = _faults.GetValueOrDefault(kind) + times;
    }
}
