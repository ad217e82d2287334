namespace ActorStream;

/// <summary>
/// A byte range of one input file, and how far it has been read. A record belongs to the split in which its first byte lies.
/// </summary>
/// <param name="Path">The file, as it was found.</param>
/// <param name="Start">First byte of the range.</param>
/// <param name="End">First byte after it.</param>
/// <param name="FileLength">Bytes in the file when it was found; a file of another length is not the one that was begun.</param>
/// <param name="Offset">Where the last record read ended, its line break not included; <c>Start - 1</c> before the first.</param>
/// <param name="LowerBoundTicks">No record is earlier than this, in UTC ticks; <see cref="Unknown"/> if it is not known.</param>
public sealed record FileSplit(string Path, long Start, long End, long FileLength, long Offset, long LowerBoundTicks) : ISourceSplit
{
    /// <summary>Says that nothing is known of the records' times.</summary>
    public const long Unknown = long.MinValue;

    /// <inheritdoc/>
    public string Id => IdOf(Path, Start);

    /// <inheritdoc/>
    public DateTimeOffset? LowerBound => LowerBoundTicks == Unknown ? null : new DateTimeOffset(LowerBoundTicks, TimeSpan.Zero);

    internal static string IdOf(string path, long start) => $"{path}@{start}";

    internal static FileSplit Unread(string path, long start, long end, long fileLength) =>
        new(path, start, end, fileLength, start - 1, Unknown);
}
