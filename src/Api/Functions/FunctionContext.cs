using Microsoft.Extensions.Logging;

namespace ActorStream;

/// <summary>What a function knows of the place where it runs.</summary>
public sealed record FunctionContext
{
    /// <summary>The job's name.</summary>
    public required string JobName { get; init; }

    /// <summary>The operator's uid.</summary>
    public required string Uid { get; init; }

    /// <summary>Index of this subtask, from 0.</summary>
    public required int Subtask { get; init; }

    /// <summary>How many subtasks the operator has.</summary>
    public required int Parallelism { get; init; }

    /// <summary>The incarnation of the job, counted from 1.</summary>
    public required long Epoch { get; init; }

    /// <summary>The clock; virtual in a simulation.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Logs under the operator's uid.</summary>
    public required ILogger Logger { get; init; }
}
