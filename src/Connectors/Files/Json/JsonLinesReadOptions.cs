using System.Text.Json;

namespace ActorStream;

/// <summary>How JSON-lines files are read.</summary>
public sealed record JsonLinesReadOptions
{
    /// <summary>
    /// Size of the byte ranges that files are cut into, to be read in parallel; larger where a file would have more than 1,024. At least 1.
    /// Default 1 MiB.
    /// </summary>
    public long SplitBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Whether to go on reading files that appear in the directory, or fit the pattern, while the job runs: then the source never ends.
    /// Files must be whole when their names appear: renamed into place. Looked for every <c>source.discovery-interval</c>. Default: off;
    /// what is there when the job first starts is all.
    /// </summary>
    public bool Watch { get; init; }

    /// <summary>How a line becomes a record; made read-only. Default: <see cref="JsonLinesFile.Json"/>.</summary>
    public JsonSerializerOptions Json { get; init; } = JsonLinesFile.Json;
}
