using System.Globalization;
using System.Text;

namespace ActorStream.Bench.Comparison;

/// <summary>Rows of texts. The first column is for words, the others are for figures.</summary>
internal sealed record Table(IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>With columns that stand below each other, for a terminal.</summary>
    internal string ToText()
    {
        var widths = Head.Select((head, column) => Rows.Select(row => row[column].Length).Append(head.Length).Max()).ToArray();
        var text = new StringBuilder();
        foreach (var row in Rows.Prepend(Head))
        {
            text.Append(row[0].PadRight(widths[0]));
            for (var column = 1; column < row.Count; column++) text.Append("  ").Append(row[column].PadLeft(widths[column]));
            text.Append('\n');
        }

        return text.ToString();
    }

    internal string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Head)} |\n|---|{string.Concat(Head.Skip(1).Select(_ => "---:|"))}\n");
        foreach (var row in Rows) text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
        return text.ToString();
    }
}
