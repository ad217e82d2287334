namespace ActorStream.Tests.Simulation.Mutants;

/// <summary>
/// One source file with the edits of all mutants, each behind a switch of its own. Every edit is looked for in the unmutated source, so
/// mutants do not depend on each other's order.
/// </summary>
internal sealed class MutatedSource(string file, string text)
{
    private readonly string[] _lines = text.ReplaceLineEndings("\n").Split('\n');
    private readonly Dictionary<int, string> _removedBy = [];
    private readonly Dictionary<int, string> _foundBy = [];
    private readonly SortedDictionary<int, List<string>> _added = [];

    /// <summary>Adds an edit of a mutant.</summary>
    /// <param name="mutant">Its name.</param>
    /// <param name="edit">Where, and what.</param>
    /// <param name="condition">The expression that is true while it is switched on.</param>
    /// <exception cref="FormatException">The source does not hold the lines in exactly one place, or another mutant changes
    /// them.</exception>
    internal void Add(string mutant, SourceEdit edit, string condition)
    {
        var places = PlacesOf(mutant, edit);
        var (at, found) = (places[0], 0);
        foreach (var line in edit.Lines)
        {
            if (line.Kind == '+')
            {
                if (!_added.TryGetValue(at, out var added)) _added.Add(at, added = []);
                added.Add(line.Text.Replace("MUTANT", condition, StringComparison.Ordinal));
                continue;
            }

            Claim(mutant, places[found], isRemoved: line.Kind == '-');
            at = places[found++] + 1;
        }
    }

    public override string ToString()
    {
        var mutated = new List<string>(_lines.Length);
        for (var i = 0; i <= _lines.Length; i++)
        {
            if (_added.TryGetValue(i, out var added)) mutated.AddRange(added);
            if (i < _lines.Length && !_removedBy.ContainsKey(i)) mutated.Add(_lines[i]);
        }

        return string.Join('\n', mutated);
    }

    /// <summary>Where the lines that the edit looks for are.</summary>
    private int[] PlacesOf(string mutant, SourceEdit edit)
    {
        if (edit.Found.Count == 0) throw new FormatException($"Mutant '{mutant}': an edit of {file} looks for nothing.");
        var matches = Enumerable.Range(0, _lines.Length).Select(at => MatchAt(at, edit.Found)).OfType<int[]>().ToList();
        return matches is [var only]
            ? only
            : throw new FormatException(
                $"Mutant '{mutant}' matches {matches.Count} places of {file} and must match one. It looks for:\n"
                + string.Join('\n', edit.Found.Select(static line => line.Text)));
    }

    /// <summary>The lines found from there on, one behind the other but for empty ones; null if they are others.</summary>
    private int[]? MatchAt(int at, IReadOnlyList<EditLine> found)
    {
        var places = new int[found.Count];
        for (var i = 0; i < found.Count; i++, at++)
        {
            while (i > 0 && at < _lines.Length && string.IsNullOrWhiteSpace(_lines[at])) at++;
            if (at >= _lines.Length || _lines[at].Trim() != found[i].Text.Trim()) return null;
            places[i] = at;
        }

        return places;
    }

    private void Claim(string mutant, int line, bool isRemoved)
    {
        if ((_removedBy.TryGetValue(line, out var other) || (isRemoved && _foundBy.TryGetValue(line, out other))) && other != mutant)
            throw new FormatException($"Mutants '{other}' and '{mutant}' both change line {line + 1} of {file}: '{_lines[line].Trim()}'.");
        _foundBy[line] = mutant;
        if (isRemoved) _removedBy[line] = mutant;
    }
}
