namespace ActorStream.Coordinator;

/// <summary>A table of plain text for people: columns with a head, nothing drawn, as wide as it must be.</summary>
internal sealed class TextTable
{
    private const string Gap = "  ";

    private readonly string[] _heads;
    private readonly bool[] _isNumber;
    private readonly List<(string[] Cells, string? Note)> _rows = [];

    /// <param name="heads">Heads of the columns; one that begins with <c>&gt;</c> is of numbers, set to the right.</param>
    internal TextTable(params string[] heads)
    {
        _heads = [.. heads.Select(static head => head.TrimStart('>'))];
        _isNumber = [.. heads.Select(static head => head.StartsWith('>'))];
    }

    internal TextTable Add(params string[] cells)
    {
        _rows.Add((cells, null));
        return this;
    }

    /// <summary>Says more of the last row, on a line below it; null: nothing.</summary>
    internal void Note(string? note) => _rows[^1] = (_rows[^1].Cells, note);

    internal void Write(TextWriter output)
    {
        var widths = _heads.Select((head, i) => _rows.Select(row => row.Cells[i].Length).Append(head.Length).Max()).ToArray();
        WriteRow(_heads, widths, output);
        foreach (var (cells, note) in _rows)
        {
            WriteRow(cells, widths, output);
            if (note is not null) output.WriteLine($"{Gap}{Gap}{Gap}{note}");
        }
    }

    private void WriteRow(string[] cells, int[] widths, TextWriter output) => output.WriteLine(
        string.Join(Gap, cells.Select((cell, i) => _isNumber[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
}
