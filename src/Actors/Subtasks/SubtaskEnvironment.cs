using ActorStream.Backends;
using Microsoft.Extensions.Logging;

namespace ActorStream.Actors;

/// <summary>What all subtasks of a job in one process share. Immutable; what it refers to is thread-safe.</summary>
internal sealed record SubtaskEnvironment
{
    public required string JobName { get; init; }

    public required JobPlan Plan { get; init; }

    public required ActorStreamSettings Settings { get; init; }

    public required IServiceProvider Services { get; init; }

    public required IFileSystem Files { get; init; }

    /// <summary>Where checkpoint files go.</summary>
    public required CheckpointStorage Storage { get; init; }

    public required Buffers Buffers { get; init; }

    /// <summary>The process's budget of native state memory.</summary>
    public required HeapMemory StateMemory { get; init; }

    /// <summary>What RocksDB backends share; null where state is not kept in RocksDB.</summary>
    public RocksDbHome? RocksDb { get; init; }

    public required JobMetrics Metrics { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>A backend for the keyed state of one operator in one subtask.</summary>
    internal KeyedStateBackend<TKey> CreateBackend<TKey>(HashRange range) =>
        Settings.State.Backend switch
        {
            StateBackend.Heap => new HeapStateBackend<TKey>(range, StateMemory, Settings.State.Incremental),
            StateBackend.RocksDb when RocksDb is { } home => new RocksDbStateBackend<TKey>(range, home, StateMemory, Settings.State.Incremental),
            var other => throw new InvalidOperationException($"There is no state backend '{other}'."),
        };
}
