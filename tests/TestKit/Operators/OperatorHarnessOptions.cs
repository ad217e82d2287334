using ActorStream.TestKit.Simulation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorStream.TestKit;

/// <summary>How an <see cref="OperatorHarness{TIn, TOut}"/> runs its operators.</summary>
public sealed record OperatorHarnessOptions
{
    /// <summary>
    /// Subtasks of each operator that sets none itself; records reach them as in a job, by the hash of their key. Default: 1.
    /// </summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>State to begin with, taken by a harness at whatever parallelism. Default: none.</summary>
    public HarnessSnapshot? RestoreFrom { get; init; }

    /// <summary>
    /// After every call that pushes something or moves the clock, takes a snapshot, throws all instances away and goes on with new ones
    /// that restore it. A test must pass with it as without; one that does not has found state outside of snapshots, a field say. Default:
    /// no.
    /// </summary>
    public bool RestoreAfterEachCall { get; init; }

    /// <summary>The clock when the harness starts. Default: 2030-01-01 00:00 UTC.</summary>
    public DateTimeOffset Start { get; init; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Services for functions that are made from some. Default: none.</summary>
    public IServiceProvider Services { get; init; } = NoServices.Instance;

    /// <summary>Where functions log to. Default: nowhere.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Chooses the order of what happens at the same time in different subtasks. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;
}
