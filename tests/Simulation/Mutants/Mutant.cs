namespace ActorStream.Tests.Simulation.Mutants;

/// <summary>
/// A deliberate bug: edits of the production source that take effect while it is switched on. The source itself knows nothing of it.
/// </summary>
/// <remarks>
/// <para>Its file is its title, then <c>breaks: I4</c>, if need be <c>with: other-mutant</c> (switched on together with it), <c>rare:</c>
/// and why (then it is hunted only where it is named), comments behind <c>#</c>, and per edit <c>file: path</c> and lines as in a unified
/// diff: those that begin with a blank are found and stay, with <c>-</c> they are found and go, with <c>+</c> they come. A blank line
/// begins the next edit of the same file.</para>
/// <para><c>MUTANT</c> in a line that comes means: this mutant is switched on.</para>
/// </remarks>
/// <param name="Name">Of its file.</param>
/// <param name="Title">What goes wrong, in a sentence.</param>
/// <param name="Breaks">The invariants.</param>
/// <param name="With">Mutants that are switched on with it: the other defences that would hide it.</param>
/// <param name="Rare">Why it takes more seeds than a hunt has; null: it does not.</param>
/// <param name="Edits">In the order of the file.</param>
internal sealed record Mutant(
    string Name, string Title, string Breaks, IReadOnlyList<string> With, string? Rare, IReadOnlyList<SourceEdit> Edits)
{
    private const string Extension = ".mutant";

    /// <summary>All mutants of a folder, by name.</summary>
    internal static IReadOnlyList<Mutant> ReadAll(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal).Select(Read)];

    internal static Mutant Read(string path) => Parse(Path.GetFileNameWithoutExtension(path), File.ReadAllLines(path));

    internal static Mutant Parse(string name, IReadOnlyList<string> lines)
    {
        var (breaks, rare, file, with, edits, open) =
            ("", (string?)null, "", new List<string>(), new List<SourceEdit>(), new List<EditLine>());
        foreach (var line in lines.Skip(1).Append(""))
        {
            if (line.StartsWith('#')) continue;
            if (line.Length > 0 && line[0] is ' ' or '-' or '+' && file.Length > 0)
            {
                open.Add(new EditLine(line[0], line.Length > 1 && line[1] == ' ' ? line[2..] : line[1..]));
                continue;
            }

            if (open.Count > 0) edits.Add(new SourceEdit(file, [.. open]));
            open.Clear();
            if (After("breaks: ", line) is { } invariants) breaks = invariants;
            else if (After("with: ", line) is { } other) with.Add(other);
            else if (After("rare: ", line) is { } why) rare = why;
            else if (After("file: ", line) is { } path) file = path;
            else if (line.Length > 0) throw new FormatException($"Mutant '{name}': line '{line}' is none of a mutant's.");
        }

        return breaks.Length > 0 && edits.Count > 0
            ? new Mutant(name, lines[0], breaks, with, rare, edits)
            : throw new FormatException($"Mutant '{name}' breaks nothing, or has no edit.");
    }

    private static string? After(string word, string line) =>
        line.StartsWith(word, StringComparison.Ordinal) ? line[word.Length..].Trim() : null;
}

/// <summary>One place of one source file, and what becomes of it.</summary>
/// <param name="File">Relative to the repository.</param>
/// <param name="Lines">Found lines and new ones, in order.</param>
internal sealed record SourceEdit(string File, IReadOnlyList<EditLine> Lines)
{
    /// <summary>The lines that the source must hold, one behind the other and in one place only.</summary>
    internal IReadOnlyList<EditLine> Found { get; } = [.. Lines.Where(static line => line.Kind != '+')];
}

/// <summary>A line of an edit.</summary>
/// <param name="Kind">Blank: it is there and stays; '-': it is there and goes; '+': it comes.</param>
/// <param name="Text">The line; indentation does not count where it is looked for.</param>
internal readonly record struct EditLine(char Kind, string Text);
