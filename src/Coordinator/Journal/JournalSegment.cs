using System.Globalization;

namespace ActorStream.Coordinator;

/// <summary>
/// One file of the journal: a header line, then an entry per line. A segment holds the whole journal (less what was compacted away), so
/// the one with the highest number is all that counts.
/// </summary>
/// <param name="Number">Its number.</param>
/// <param name="CompactedThrough">Entries up to this sequence number may have been left out.</param>
/// <param name="Entries">The entries, in order.</param>
internal sealed record JournalSegment(long Number, long CompactedThrough, IReadOnlyList<JournalEntry> Entries)
{
    internal const string TemporarySuffix = ".tmp";
    private const string Prefix = "segment-";
    private const string Suffix = ".journal";

    internal static string FileName(long number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:d8}{Suffix}");

    /// <summary>The number of the segment of that name; null if it is another kind of file.</summary>
    internal static long? NumberOf(string fileName) =>
        fileName.StartsWith(Prefix, StringComparison.Ordinal) && fileName.EndsWith(Suffix, StringComparison.Ordinal)
            && long.TryParse(fileName.AsSpan()[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>The file's content.</summary>
    internal byte[] ToBytes()
    {
        var bytes = new List<byte>();
        bytes.AddRange(JournalText.Line(new SegmentHeader(Number, CompactedThrough)));
        foreach (var entry in Entries) bytes.AddRange(JournalText.Line(entry));
        return [.. bytes];
    }

    /// <summary>Reads a segment. What a crash may have torn off its end is left out; any other damage is an error.</summary>
    /// <exception cref="JournalCorruptException">The file is damaged.</exception>
    internal static JournalSegment Parse(string path, ReadOnlySpan<byte> bytes)
    {
        SegmentHeader? header = null;
        var entries = new List<JournalEntry>();
        var offset = 0;
        while (offset < bytes.Length)
        {
            var rest = bytes[offset..];
            var length = rest.IndexOf((byte)'\n');
            if (IsTorn(rest, length))
                break;
            if (length is < 0 or > JournalText.MostLineBytes)
                throw new JournalCorruptException(path, offset, $"a line has more than {JournalText.MostLineBytes} bytes");
            try
            {
                if (header is null) header = JournalText.ParseHeader(rest[..length]);
                else entries.Add(Next(entries, header.Value, JournalText.ParseEntry(rest[..length])));
            }
            catch (FormatException error)
            {
                throw new JournalCorruptException(path, offset, error.Message);
            }

            offset += length + 1;
        }

        // The header was synced before the segment got its name: no crash can have torn it.
        return header is { } found
            ? new JournalSegment(found.Segment, found.CompactedThrough, entries)
            : throw new JournalCorruptException(path, 0, "it has no header line");
    }

    /// <summary>
    /// Whether the rest of the file is what a crash leaves of one append: a line cut short, or one with zeros where a block was never
    /// written. A last line that is whole but has a wrong checksum is not: those bytes were changed after they were written.
    /// </summary>
    private static bool IsTorn(ReadOnlySpan<byte> rest, int lineLength)
    {
        if (rest.Length > JournalText.MostLineBytes) return false;
        return lineLength < 0 || (lineLength == rest.Length - 1 && rest.Contains((byte)0));
    }

    private static JournalEntry Next(List<JournalEntry> before, SegmentHeader header, JournalEntry entry)
    {
        var (lastSequence, lastTerm) = before.Count == 0 ? (0, 0) : (before[^1].Sequence, before[^1].Term);
        var mayFollow = entry.Sequence <= header.CompactedThrough
            ? entry.Sequence > lastSequence
            : entry.Sequence == Math.Max(lastSequence, header.CompactedThrough) + 1;
        if (!mayFollow) throw new FormatException($"entry {entry.Sequence} stands behind entry {lastSequence}");
        if (entry.Term < lastTerm || (entry.Term > lastTerm && entry.Record is not TermStarted && entry.Sequence > header.CompactedThrough))
            throw new FormatException($"entry {entry.Sequence} is of term {entry.Term}, and term {lastTerm} was in force");
        return entry;
    }
}
