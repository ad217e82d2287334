using ActorStream.Connectors.Files.Csv;
using ActorStream.Connectors.Files.Input;
using ActorStream.Connectors.Files.Output;

namespace ActorStream;

/// <summary>
/// CSV files with a header line (RFC 4180, UTF-8), as source and as sink.
/// </summary>
/// <remarks>
/// The columns of a record type are the parameters of its public constructor that has the most of them, and its settable properties; see
/// <see cref="CsvColumnAttribute"/> and <see cref="CsvFormatAttribute"/>. Types: numbers, strings, enums, bool, dates and times (UTC where
/// the text does not say), any <see cref="ISpanParsable{TSelf}"/> for reading and <see cref="IFormattable"/> for writing, and nullable
/// ones, where an empty field is <c>null</c>. The invariant culture throughout.
/// </remarks>
public static class CsvFile
{
    /// <summary>
    /// Reads records; bounded unless watched. A row that is not one fails the job with a <see cref="MalformedRowException"/>. Files are
    /// read in parallel by byte ranges, in the order of their names; within a file, columns may stand in any order, and those that the
    /// type does not have are skipped.
    /// </summary>
    /// <param name="path">A file; a directory, for all of its files but those whose names start with '.' or '_'; or a pattern with <c>*</c>
    /// and <c>?</c> in its last part.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <exception cref="ArgumentException">The type cannot be read from columns; says why.</exception>
    public static ISource<T, FileSplit> Read<T>(string path, CsvReadOptions<T>? options = null) =>
        new CsvSource<T, T>(InputOf(path, options), options ?? new(), static row => row.Require());

    /// <summary>
    /// Reads rows, as <see cref="Read{T}"/> does, but gives those that are not records as rejected rows: part them by
    /// <see cref="FileRowStreams.Valid{T}"/> and <see cref="FileRowStreams.Rejected{T}"/>.
    /// </summary>
    /// <inheritdoc cref="Read{T}"/>
    public static ISource<FileRow<T>, FileSplit> ReadRows<T>(string path, CsvReadOptions<T>? options = null) =>
        new CsvSource<T, FileRow<T>>(InputOf(path, options), options ?? new(), static row => row);

    /// <summary>
    /// Writes records exactly once into files of a directory that belongs to this sink alone: a header line, then a line per record, quoted
    /// as RFC 4180 says, UTF-8 without byte order mark, LF behind each line. A file appears as a whole, when its checkpoint commits, one
    /// per subtask and checkpoint that had records; names that start with '.' are not committed yet.
    /// </summary>
    /// <param name="directory">The directory; created where it is missing.</param>
    /// <param name="options">How the records are parted into files, of some size and in sub-directories; null: one per subtask and
    /// checkpoint.</param>
    /// <exception cref="ArgumentException">The type cannot be written as columns; says why.</exception>
    public static ITransactionalSink<T> ExactlyOnce<T>(string directory, FileSinkOptions<T>? options = null) =>
        new FileSink<T>(directory, new CsvFormat<T>(), options);

    private static InputPath InputOf<T>(string path, CsvReadOptions<T>? options) => new(path, options?.Watch ?? false);
}
