using System.Globalization;

namespace ActorStream.Connectors.Files.Output;

/// <summary>
/// The file of one transaction: <c>part-{external id}.csv</c> once committed, with a dot in front before. Nothing else in the directory has
/// such a name.
/// </summary>
/// <param name="Name">The committed name.</param>
/// <param name="Lineage">Which sink of which job wrote it.</param>
/// <param name="Epoch">In which epoch.</param>
internal readonly record struct TransactionFile(string Name, string Lineage, long Epoch)
{
    private const string Prefix = "part-";
    private const int LineageLength = 16;

    internal string HiddenName => "." + Name;

    internal static TransactionFile Of(SinkTransactionId id, string extension) => new(
        $"{Prefix}{id.ToExternalId()}{extension}", SinkTransactionId.LineagePrefix(id.Job, id.Sink), id.Epoch);

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
        if (rest.Length < LineageLength
            || rest[..LineageLength].ContainsAnyExcept("0123456789abcdef")
            || !rest[LineageLength..].StartsWith("-e"))
        {
            return null;
        }

        var epoch = rest[(LineageLength + 2)..];
        var end = epoch.IndexOf('-');
        return end > 0 && long.TryParse(epoch[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new TransactionFile(committed, rest[..LineageLength].ToString(), number)
            : null;
    }
}
