namespace ActorStream;

/// <summary>How CSV files are read.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed record CsvReadOptions<T>
{
    /// <summary>
    /// Size of the byte ranges that files are cut into, to be read in parallel; larger where a file would have more than 1,024. At least 1.
    /// Default 1 MiB.
    /// </summary>
    public long SplitBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Whether quoted fields may hold line breaks. Then a file is one split, because a line break in the middle of it does not tell whether
    /// a row ends there. Off by default: such a row is malformed.
    /// </summary>
    public bool MultilineFields { get; init; }

    /// <summary>
    /// Whether to go on reading files that appear in the directory, or fit the pattern, while the job runs: then the source never ends.
    /// Files must be whole when their names appear: renamed into place. Looked for every <c>source.discovery-interval</c>. Default: off;
    /// what is there when the job first starts is all.
    /// </summary>
    public bool Watch { get; init; }

    /// <summary>What stands between fields: an ASCII character. Default: a comma.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>
    /// The time by which each file is ordered, if it is. Then a split that nobody reads yet holds the watermark back only to its first
    /// record's time, so that windows can end while later splits wait. Rows out of order by more than <see cref="Disorder"/> may then be
    /// late. Default: none; the watermark waits until each split has been begun.
    /// </summary>
    public Func<T, DateTimeOffset>? OrderedBy { get; init; }

    /// <summary>How far a record's time may lie before that of a record that stands before it in its file. Default: not at all.</summary>
    public TimeSpan Disorder { get; init; }
}
