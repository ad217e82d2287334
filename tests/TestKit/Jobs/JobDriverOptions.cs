using ActorStream.TestKit.Simulation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorStream.TestKit;

/// <summary>How a <see cref="JobDriver"/> runs its job.</summary>
public sealed record JobDriverOptions
{
    /// <summary>Subtasks of each operator that sets none itself. Default: 1.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>The job's settings. Default: those of production.</summary>
    public ActorStreamSettings Settings { get; init; } = new();

    /// <summary>The clock at the start. Default: 2030-01-01 00:00 UTC.</summary>
    public DateTimeOffset Start { get; init; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Services for functions that are made from some. Default: none.</summary>
    public IServiceProvider Services { get; init; } = NoServices.Instance;

    /// <summary>Where the job logs to. Default: nowhere.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Chooses the order of what may happen in any. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;
}
