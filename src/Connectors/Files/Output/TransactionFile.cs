using System.Globalization;

namespace ActorStream.Connectors.Files.Output;

/// <summary>
/// A file of one transaction: <c>part-{external id}.csv</c> once committed, <c>part-{external id}-f1.csv</c> if it is the second one,
/// with a dot in front before. Nothing else in the directory and its buckets has such a name.
/// </summary>
/// <param name="Bucket">The sub-directory; empty for the directory itself.</param>
/// <param name="Name">The committed name.</param>
/// <param name="Lineage">Which sink of which job wrote it.</param>
/// <param name="Epoch">In which epoch.</param>
/// <param name="AfterCheckpoint">The last checkpoint before its first record: one that is committed belongs to a later one.</param>
internal readonly record struct TransactionFile(string Bucket, string Name, string Lineage, long Epoch, long AfterCheckpoint)
{
    private const string Prefix = "part-";
    private const int LineageLength = 16;

    /// <param name="id">The transaction.</param>
    /// <param name="number">Which of its files, from 0; whatever the bucket, so that files of several fit into one directory.</param>
    /// <param name="bucket">The sub-directory.</param>
    /// <param name="extension">Of the name, dot included.</param>
    internal static TransactionFile Of(SinkTransactionId id, int number, string bucket, string extension) => new(
        bucket,
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id.ToExternalId()}{(number == 0 ? "" : $"-f{number}")}{extension}"),
        SinkTransactionId.LineagePrefix(id.Job, id.Sink),
        id.Epoch,
        id.AfterCheckpoint);

    internal string DirectoryIn(string output) => Path.Combine(output, Bucket);

    internal string VisibleIn(string output) => Path.Combine(output, Bucket, Name);

    internal string HiddenIn(string output) => Path.Combine(output, Bucket, "." + Name);

    /// <summary>The path of a copy that is going to take one of the other two.</summary>
    internal string CopyIn(string output) => HiddenIn(output) + ".anew";

    /// <summary>Whether a name, hidden or not, is that of a transaction's file.</summary>
    internal static TransactionFile? TryParse(string name, string bucket = "")
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
            ? new TransactionFile(bucket, committed, lineage, epoch, checkpoint)
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
