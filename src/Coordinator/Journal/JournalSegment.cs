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
    private const int SectorBytes = 512; // The least that any disk writes as one.

    internal static string FileName(long number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:d8}{Suffix}");

    /// <summary>The number of the segment of that name; null if it is another kind of file.</summary>
    internal static long? NumberOf(string fileName) =>
        fileName.StartsWith(Prefix, StringComparison.Ordinal) && fileName.EndsWith(Suffix, StringComparison.Ordinal)
            && long.TryParse(
                fileName.AsSpan()[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
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
        for (int offset = 0, length; offset < bytes.Length; offset += length + 1)
        {
            var rest = bytes[offset..];
            length = LengthOfLine(rest);
            if (length > JournalText.MostLineBytes)
                throw new JournalCorruptException(path, offset, $"a line has more than {JournalText.MostLineBytes} bytes");
            try
            {
                if (header is null) header = JournalText.ParseHeader(rest[..length]);
                else entries.Add(Next(entries, header.Value, JournalText.ParseEntry(rest[..length])));
            }
            catch (FormatException) when (header is not null && IsTorn(rest, offset))
            {
                break;
            }
            catch (FormatException error)
            {
                throw new JournalCorruptException(path, offset, error.Message);
            }
        }

        // The header was synced before the segment got its name: no crash can have torn it.
        return header is { } found
            ? new JournalSegment(found.Segment, found.CompactedThrough, entries)
            : throw new JournalCorruptException(path, 0, "it has no header line");
    }

    /// <summary>
    /// A line ends at its line feed, or at the file's end: one that only lacks its line feed, or has a zero there, is whole.
    /// </summary>
    private static int LengthOfLine(ReadOnlySpan<byte> rest) => rest.IndexOf((byte)'\n') switch
    {
        >= 0 and var length => length,
        _ when rest[^1] == 0 => rest.Length - 1,
        _ => rest.Length,
    };

    /// <summary>
    /// Whether the last line, which cannot be read, is what a crash leaves of one append: a line cut short, or one with zeros where a
    /// sector was never written. Any other was whole once, and its bytes were changed after they were written.
    /// </summary>
    private static bool IsTorn(ReadOnlySpan<byte> rest, int offset) => rest.IndexOf((byte)'\n') switch
    {
        < 0 => !JournalText.IsIntact(rest[..^1]),
        var length => length == rest.Length - 1 && HasUnwrittenSector(rest, offset),
    };

    private static bool HasUnwrittenSector(ReadOnlySpan<byte> rest, int offset)
    {
        for (int start = 0, end; start < rest.Length; start = end)
        {
            end = Math.Min(rest.Length, start + SectorBytes - (offset + start) % SectorBytes);
            if (!rest[start..end].ContainsAnyExcept((byte)0)) return true;
        }

        return false;
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
