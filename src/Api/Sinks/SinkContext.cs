using Microsoft.Extensions.Logging;

namespace ActorStream;

/// <summary>What a sink may use.</summary>
public sealed record SinkContext
{
    /// <summary>The job's name.</summary>
    public required string JobName { get; init; }

    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>The sink's uid.</summary>
    public required string Uid { get; init; }

    /// <summary>The uid that the sink had before a rename; null: none.</summary>
    public string? FormerUid { get; init; }

    /// <summary>
    /// The jobs that this one comes from, by the savepoints that each was started from, the last one first: their output is this job's
    /// past, and is no reason to refuse it. Given to claim and recovery.
    /// </summary>
    public IReadOnlyList<JobId> Lineage { get; init; } = [];

    /// <summary>
    /// The checkpoint of the first of <see cref="Lineage"/> that the job was started from: what that committed later would be written a
    /// second time; 0 if there is no lineage.
    /// </summary>
    public long OriginCheckpoint { get; init; }

    /// <summary>The epoch that the session belongs to; 0 for claim and discard.</summary>
    public long Epoch { get; init; }

    /// <summary>Index of the writing subtask; -1 for claim, recovery and discard.</summary>
    public int Subtask { get; init; } = -1;

    /// <summary>
    /// Whether the user asked for a fresh start: <see cref="ITransactionalSink{T}.DiscardAsync"/> follows the claim, so output that this
    /// job left under an earlier id is no reason to refuse it.
    /// </summary>
    public bool Fresh { get; init; }

    /// <summary>How many subtasks write.</summary>
    public required int Parallelism { get; init; }

    /// <summary>The disk.</summary>
    public required IFileSystem Files { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Logs under the sink's uid.</summary>
    public required ILogger Logger { get; init; }
}
