using System.Text.Json;

namespace ActorStream.Bench.Comparison;

/// <summary>All figures of all rounds, for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    internal static string Of(IEnumerable<Result> results) => JsonSerializer.Serialize(
        new
        {
            Machine = Machine.Text,
            Workloads = results.Select(result => new
            {
                result.Workload.Name,
                result.Workload.Title,
                result.IsGood,
                Contestants = result.Standings.Select(s => new { s.Contestant.Name, s.Contestant.Title, s.Failure, s.Outcomes }),
                Targets = Standings.Targets(result).Select(t => new { t.Aim, t.Reached, t.IsMet }),
            }),
        },
        Indented);
}
