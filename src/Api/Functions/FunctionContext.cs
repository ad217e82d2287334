using System.Diagnostics.Metrics;
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

    /// <summary>
    /// Makes counters, gauges and histograms of the function's own, which <c>dotnet-counters</c> and OpenTelemetry see: instruments of the
    /// meter <c>ActorStream.Functions</c>, tagged with job, operator and subtask. Make them in <c>OpenAsync</c>; they end with the subtask.
    /// After a failure records are handled again, and counted again.
    /// </summary>
    /// <example><code>_rejected = context.Meter.CreateCounter&lt;long&gt;("orders.rejected");</code></example>
    public Meter Meter => Meters.Of(this);

    internal FunctionMeters Meters { get; init; } = new();
}
