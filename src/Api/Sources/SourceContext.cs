using Microsoft.Extensions.Logging;

namespace ActorStream;

/// <summary>What a source may use.</summary>
public sealed record SourceContext
{
    /// <summary>The job's name.</summary>
    public required string JobName { get; init; }

    /// <summary>The source's uid.</summary>
    public required string Uid { get; init; }

    /// <summary>Index of the reading subtask; -1 for the enumerator and for validation.</summary>
    public int Subtask { get; init; } = -1;

    /// <summary>How many subtasks read.</summary>
    public required int Parallelism { get; init; }

    /// <summary>The disk.</summary>
    public required IFileSystem Files { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Logs under the source's uid.</summary>
    public required ILogger Logger { get; init; }
}
