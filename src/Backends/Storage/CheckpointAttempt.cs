using System.Globalization;

namespace ActorStream.Backends;

/// <summary>
/// One attempt at a checkpoint: no other of the same job ever has both numbers. It has a directory of its own, so that a late writer of an
/// aborted round or of an older epoch can never touch a newer one's files.
/// </summary>
/// <param name="Checkpoint">The round n.</param>
/// <param name="Epoch">The incarnation of the job that ran it.</param>
internal readonly record struct CheckpointAttempt(long Checkpoint, long Epoch)
{
    private const string Prefix = "chk-";
    private const string Separator = "-e";

    /// <summary>Name of its directory: <c>chk-7-e2</c>.</summary>
    internal string DirectoryName => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Checkpoint}{Separator}{Epoch}");

    /// <summary>The attempt that a directory belongs to; null if the name is not one that <see cref="DirectoryName"/> gives.</summary>
    internal static CheckpointAttempt? FromDirectoryName(string name)
    {
        var separator = name.IndexOf(Separator, StringComparison.Ordinal);
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || separator < 0) return null;
        if (!TryParse(name.AsSpan(Prefix.Length..separator), out var checkpoint)) return null;
        if (!TryParse(name.AsSpan(separator + Separator.Length), out var epoch)) return null;
        var attempt = new CheckpointAttempt(checkpoint, epoch);
        return attempt.DirectoryName == name ? attempt : null;
    }

    private static bool TryParse(ReadOnlySpan<char> digits, out long number) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
