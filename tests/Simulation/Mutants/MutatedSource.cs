namespace ActorStream.Tests.Simulation.Mutants;

/// <summary>
/// One source file with the edits of all mutants, each behind a switch of its own. Every edit is looked for in the unmutated source, so mutants
/// do not depend on each other's order.
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
    /// <exception cref="FormatException">The source does not hold the lines in exactly one place, or another mutant changes them.</exception>
    internal void Add(string mutant, SourceEdit edit, string condition)
    {
        var at = PlaceOf(mutant, edit);
        foreach (var line in edit.Lines)
        {
            if (line.Kind == '+')
            {
                if (!_added.TryGetValue(at, out var added)) _added.Add(at, added = []);
                added.Add(line.Text.Replace("MUTANT", condition, StringComparison.Ordinal));
                continue;
            }

            Claim(mutant, at, isRemoved: line.Kind == '-');
            at++;
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

    private int PlaceOf(string mutant, SourceEdit edit)
    {
        if (edit.Found.Count == 0) throw new FormatException($"Mutant '{mutant}': an edit of {file} looks for nothing.");
        var places = Enumerable.Range(0, _lines.Length).Where(at => IsAt(at, edit.Found)).ToList();
        return places is [var only]
            ? only
            : throw new FormatException(
                $"Mutant '{mutant}' matches {places.Count} places of {file} and must match one. It looks for:\n"
                + string.Join('\n', edit.Found.Select(static line => line.Text)));
    }

    private bool IsAt(int at, IReadOnlyList<EditLine> found)
    {
        if (at + found.Count > _lines.Length) return false;
        for (var i = 0; i < found.Count; i++)
        {
            if (_lines[at + i].Trim() != found[i].Text.Trim()) return false;
        }

        return true;
    }

    private void Claim(string mutant, int line, bool isRemoved)
    {
        if ((_removedBy.TryGetValue(line, out var other) || (isRemoved && _foundBy.TryGetValue(line, out other))) && other != mutant)
            throw new FormatException($"Mutants '{other}' and '{mutant}' both change line {line + 1} of {file}: '{_lines[line].Trim()}'.");
        _foundBy[line] = mutant;
        if (isRemoved) _removedBy[line] = mutant;
    }
}
