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
        text.Append(Line(Head)).Append("|---|").AppendJoin("", Head.Skip(1).Select(_ => "---:|")).Append('\n');
        foreach (var row in Rows) text.Append(Line(row));
        return text.ToString();

        static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Select(Escaped))} |\n";

        static string Escaped(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal);
    }
}
