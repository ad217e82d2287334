using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorStream.Connectors.Files.Input;
using ActorStream.Connectors.Files.Json;
using ActorStream.Connectors.Files.Lines;
using ActorStream.Connectors.Files.Output;

namespace ActorStream;

/// <summary>Files of which each line is a JSON value (JSON lines, UTF-8), as source and as sink.</summary>
public static class JsonLinesFile
{
    /// <summary>
    /// How records are read and written unless other options are given: names in camel case, read in any case; enums by name; what the
    /// record's constructor needs must be there, and not be null where it may not; properties that the type does not have are skipped.
    /// </summary>
    public static JsonSerializerOptions Json { get; } = Default();

    /// <summary>
    /// Reads records; bounded unless watched. A line that is not one fails the job with a <see cref="MalformedRowException"/>; lines
    /// without a byte are skipped. Files are read in parallel by byte ranges, in the order of their names.
    /// </summary>
    /// <param name="path">A file; a directory, for all of its files but those whose names start with '.' or '_'; or a pattern with <c>*</c>
    /// and <c>?</c> in its last part.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <exception cref="ArgumentException">The type cannot be read as JSON; says why.</exception>
    public static ISource<T, FileSplit> Read<T>(string path, JsonLinesReadOptions? options = null) =>
        Source<T, T>(path, options ?? new(), static row => row.Require());

    /// <summary>
    /// Reads rows, as <see cref="Read{T}"/> does, but gives lines that are not records as rejected rows: part them by
    /// <see cref="FileRowStreams.Valid{T}"/> and <see cref="FileRowStreams.Rejected{T}"/>.
    /// </summary>
    /// <inheritdoc cref="Read{T}"/>
    public static ISource<FileRow<T>, FileSplit> ReadRows<T>(string path, JsonLinesReadOptions? options = null) =>
        Source<T, FileRow<T>>(path, options ?? new(), static row => row);

    /// <summary>
    /// Writes records exactly once into files of a directory that belongs to this sink alone: one value in a line, whatever the options
    /// say of indentation, UTF-8 without byte order mark, LF behind each. A file appears as a whole, when its checkpoint commits; names
    /// that start with '.' are not committed yet.
    /// </summary>
    /// <param name="directory">The directory; created where it is missing.</param>
    /// <param name="options">How the records are parted into files, of some size and in sub-directories; null: one per subtask and
    /// checkpoint.</param>
    /// <param name="json">How records are written; made read-only. Null: <see cref="Json"/>.</param>
    /// <exception cref="ArgumentException">The type cannot be written as JSON; says why.</exception>
    public static ITransactionalSink<T> ExactlyOnce<T>(
        string directory, FileSinkOptions<T>? options = null, JsonSerializerOptions? json = null) =>
        new FileSink<T>(directory, new JsonFormat<T>(json ?? Json), options);

    private static LineSource<TOut> Source<T, TOut>(string path, JsonLinesReadOptions options, Func<FileRow<T>, TOut> give) =>
        new(new InputPath(path, options.Watch), options.SplitBytes, new JsonParser<T, TOut>(options.Json, give));

    private static JsonSerializerOptions Default()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            RespectRequiredConstructorParameters = true,
            RespectNullableAnnotations = true,
            // The files are for programs, not for web pages: text outside ASCII stays readable.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter() },
        };
        json.MakeReadOnly(populateMissingResolver: true);
        return json;
    }
}
