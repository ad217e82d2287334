using System.Globalization;

namespace ActorStream.Bench.Comparison;

/// <summary>A workload's result as tables.</summary>
internal static class Standings
{
    /// <summary>The contestant that stands for the engine.</summary>
    private const string Engine = "engine-1s";

    /// <summary>A row per contestant.</summary>
    internal static Table Of(Result result)
    {
        var workload = result.Workload;
        var references = workload.References.Where(name => result.Of(name) is not null).ToArray();
        var engine = references.Length > 0 && result.Of(Engine) is not null;
        return new Table(
            [
                "", workload.Main.Title, "spread", .. references.Select(name => $"of {name}"),
                .. engine ? ["ActorStream is"] : Array.Empty<string>(), .. workload.Others.Select(figure => figure.Title), "checksum",
            ],
            [.. result.Standings.Select(standing => Row(result, standing, references, engine))]);
    }

    /// <summary>A line per target: what is aimed at, what was reached.</summary>
    internal static IEnumerable<Verdict> Targets(Result result) => result.Workload.Targets
        .Where(target => !double.IsNaN(result.Reached(target)))
        .Select(target => new Verdict(Aim(result.Workload, target), Figure.Text(result.Reached(target)), IsMet(result, target)));

    /// <summary>A row per target of all workloads.</summary>
    internal static Table Targets(IEnumerable<Result> results) => new(
        ["Target", "measured", ""],
        [.. results.SelectMany(result => Targets(result).Select(target => Row(result.Workload, target)))]);

    private static IReadOnlyList<string> Row(Workload workload, Verdict target) =>
        [$"{workload.Title}: {target.Aim}", target.Reached, target.Word];

    private static bool IsMet(Result result, Target target) =>
        target.IsMost ? result.Reached(target) <= target.Bound : result.Reached(target) >= target.Bound;

    private static string Aim(Workload workload, Target target)
    {
        var bound = target.Bound.ToString(CultureInfo.InvariantCulture);
        return target.Against is { } against ? $"≥ {bound} × {workload[against].Title}"
            : $"{workload[target.Contestant].Title}, {target.Figure.Title} {(target.IsMost ? "≤" : "≥")} {bound}";
    }

    private static IReadOnlyList<string> Row(Result result, Standing standing, IReadOnlyList<string> references, bool engine)
    {
        var (workload, name) = (result.Workload, standing.Contestant.Name);
        var cells = new List<string> { standing.Contestant.Title };
        if (standing.Outcomes.Count == 0)
        {
            cells.Add(standing.Contestant.Missing ?? "failed");
            cells.AddRange(Enumerable.Repeat("", 2 + references.Count + (engine ? 1 : 0) + workload.Others.Count));
            return cells;
        }

        cells.Add(workload.Main.Shown(standing.Median(workload.Main)));
        var values = standing.Of(workload.Main).OfType<double>().ToArray();
        cells.Add(values.Length == 1 ? "" : Statistics.Spread(values).ToString("P0", CultureInfo.InvariantCulture));
        cells.AddRange(references.Select(reference => Figure.Text(result.Ratio(name, reference, workload.Main))));
        if (engine) cells.Add(name == Engine ? "" : $"{Figure.Text(result.Ratio(Engine, name, workload.Main))} ×");
        cells.AddRange(workload.Others.Select(figure => figure.Shown(standing.Median(figure))));
        cells.Add(standing.HasFailed ? "failed" : result.Check is null ? "" : result.IsRight(standing) ? "ok" : "WRONG");
        return cells;
    }
}

/// <summary>What came of a target.</summary>
internal sealed record Verdict(string Aim, string Reached, bool IsMet)
{
    internal string Word => IsMet ? "met" : "**missed**";
}
