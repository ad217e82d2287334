using System.Globalization;

namespace ActorStream.Connectors.Files.Output;

/// <summary>
/// The file of one transaction: <c>part-{external id}.csv</c> once committed, with a dot in front before. Nothing else in the directory has
/// such a name.
/// </summary>
/// <param name="Name">The committed name.</param>
/// <param name="Lineage">Which sink of which job wrote it.</param>
/// <param name="Epoch">In which epoch.</param>
/// <param name="AfterCheckpoint">The last checkpoint before its first record: one that is committed belongs to a later one.</param>
internal readonly record struct TransactionFile(string Name, string Lineage, long Epoch, long AfterCheckpoint)
{
    private const string Prefix = "part-";
    private const int LineageLength = 16;

    internal string HiddenName => "." + Name;

    /// <summary>The name of a copy that is going to take one of the other two.</summary>
    internal string CopyName => HiddenName + ".anew";

    internal static TransactionFile Of(SinkTransactionId id, string extension) => new(
        $"{Prefix}{id.ToExternalId()}{extension}", SinkTransactionId.LineagePrefix(id.Job, id.Sink), id.Epoch, id.AfterCheckpoint);

    /// <summary>Whether a name, hidden or not, is that of a transaction.</summary>
    internal static TransactionFile? TryParse(string name)
    {
        var committed = name.StartsWith('.') ? name[1..] : name;
        var rest = committed.AsSpan();
        if (!rest.StartsWith(Prefix, StringComparison.Ordinal) || committed.AsSpan().ContainsAny('/', '\\'))
        {
            return null;
        }

        rest = rest[Prefix.Length..];
        if (rest.Length < LineageLength || rest[..LineageLength].ContainsAnyExcept("0123456789abcdef"))
        {
            return null;
        }

        var lineage = rest[..LineageLength].ToString();
        rest = rest[LineageLength..];
        return TryRead(ref rest, "-e") is { } epoch && TryRead(ref rest, "-s") is not null && TryRead(ref rest, "-c") is { } checkpoint
            ? new TransactionFile(committed, lineage, epoch, checkpoint)
            : null;
    }

    /// <summary>Reads a number behind a mark off the front of the text; null if it is not there.</summary>
    private static long? TryRead(ref ReadOnlySpan<char> text, string mark)
    {
        if (!text.StartsWith(mark))
        {
            return null;
        }

        text = text[mark.Length..];
        var digits = text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;
        if (!long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        text = text[digits..];
        return number;
    }
}
