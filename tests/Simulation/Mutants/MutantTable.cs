using System.Globalization;
using System.Text;

namespace ActorStream.Tests.Simulation.Mutants;

/// <summary>What every mutant was caught by, as a table in Markdown.</summary>
internal sealed class MutantTable(IReadOnlyList<(Mutant Mutant, HuntOutcome Outcome)> results, HuntOutcome unmutated)
{
    private const string Begin = "<!-- table -->";
    private const string End = "<!-- end of table -->";
    private const int LongestViolation = 120;

    internal bool IsGood => unmutated.Violation is null && results.All(static result => result.Outcome.Violation is not null);

    internal string Verdict => IsGood
        ? $"{results.Count} mutants, every one caught; unmutated: {unmutated.Seed} seeds without a violation"
        : string.Join('\n', Complaints());

    public override string ToString()
    {
        var table = new StringBuilder("| Mutant | Breaks | The bug | Seeds | Caught by |\n|---|---|---|---:|---|\n");
        foreach (var (mutant, outcome) in results)
        {
            var with = mutant.With.Count == 0 ? "" : $" (with {string.Join(", ", mutant.With)})";
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {mutant.Name}{with} | {mutant.Breaks} | {Cell(mutant.Title)} | {outcome.Seed} | {Cell(outcome.Violation ?? "**NOT CAUGHT**")} |\n");
        }

        return table.ToString();
    }

    /// <summary>Puts the table in the place of the one that a document holds.</summary>
    internal void WriteInto(string document)
    {
        var text = File.ReadAllText(document);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        File.WriteAllText(document, $"{text[..begin]}\n{this}{text[end..]}");
    }

    private IEnumerable<string> Complaints()
    {
        if (unmutated.Violation is { } alarm) yield return $"FALSE ALARM: without any mutant, seed {unmutated.Seed}: {alarm}";
        foreach (var (mutant, outcome) in results.Where(static result => result.Outcome.Violation is null))
            yield return $"NOT CAUGHT: {mutant.Name}, {outcome.Seed} seeds, {outcome.Note}";
    }

    private static string Cell(string text)
    {
        var cell = text.Length > LongestViolation ? text[..LongestViolation] + "…" : text;
        return cell.Replace("|", "\\|", StringComparison.Ordinal);
    }
}
