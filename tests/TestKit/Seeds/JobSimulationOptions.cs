using ActorStream.TestKit.Simulation;

namespace ActorStream.TestKit;

/// <summary>The surroundings of a <see cref="JobSimulation"/>. What is not said here a seed chooses.</summary>
public sealed record JobSimulationOptions
{
    /// <summary>The most subtasks that an operator is given which sets none itself. Default: 3.</summary>
    public int MaxParallelism { get; init; } = 3;

    /// <summary>Puts files on the disk before the job starts. Default: none.</summary>
    public Action<TestFiles>? Files { get; init; }

    /// <summary>Services for functions that are made from some; shared by all runs. Default: none.</summary>
    public IServiceProvider Services { get; init; } = NoServices.Instance;

    /// <summary>Virtual time within which a job must be over once faults have stopped. Default: 2 min.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);
}
