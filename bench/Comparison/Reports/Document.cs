namespace ActorStream.Bench.Comparison;

/// <summary>
/// A Markdown document whose figures this program fills in: between <c>&lt;!-- comparison:NAME --&gt;</c> and <c>&lt;!-- /comparison:NAME
/// --&gt;</c>, where the name is a workload's, or
/// <c>machine</c>, or <c>targets</c>. What was not measured stays as it is.
/// </summary>
internal static class Document
{
    /// <summary>The text with a block replaced, if it has it.</summary>
    /// <exception cref="FormatException">A block does not end.</exception>
    internal static string Filled(string text, string name, string content)
    {
        var (begin, end) = ($"<!-- comparison:{name} -->", $"<!-- /comparison:{name} -->");
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        if (from < 0) return text;
        var to = text.IndexOf(end, from, StringComparison.Ordinal);
        if (to < 0) throw new FormatException($"There is '{begin}' without '{end}' behind it.");
        return $"{text[..(from + begin.Length)]}\n{content.TrimEnd()}\n{text[to..]}";
    }

    /// <summary>What a workload's block says.</summary>
    internal static string Block(Result result)
    {
        var targets = Standings.Targets(result).Select(target => $"- {target.Aim}: {target.Reached}, {target.Word}\n");
        return $"{result.Workload.Remarks}\n\n{Standings.Of(result).ToMarkdown()}\n{string.Concat(targets)}";
    }
}
