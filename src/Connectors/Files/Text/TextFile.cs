using ActorStream.Connectors.Files.Input;
using ActorStream.Connectors.Files.Lines;
using ActorStream.Connectors.Files.Output;
using ActorStream.Connectors.Files.Text;

namespace ActorStream;

/// <summary>Files of lines, as source and as sink.</summary>
public static class TextFile
{
    /// <summary>
    /// Reads lines of UTF-8, without their line breaks (LF, CR LF or CR alone); bounded unless watched. Files are read in parallel by byte
    /// ranges, in the order of their names.
    /// </summary>
    /// <param name="path">A file; a directory, for all of its files but those whose names start with '.' or '_'; or a pattern with <c>*</c>
    /// and <c>?</c> in its last part.</param>
    /// <param name="splitBytes">Size of the ranges that files are cut into; larger where a file would have more than 1,024. At least 1.
    /// Default 1 MiB.</param>
    /// <param name="watch">Whether to go on reading files that appear in the directory, or fit the pattern, while the job runs: then the
    /// source never ends. Files must be whole when their names appear: renamed into place. Looked for every
    /// <c>source.discovery-interval</c>.</param>
    public static ISource<string, FileSplit> ReadLines(string path, long splitBytes = 1024 * 1024, bool watch = false) =>
        new LineSource<string>(new InputPath(path, watch), splitBytes, TextParser.Instance);

    /// <summary>
    /// Writes lines exactly once into files of a directory that belongs to this sink alone: UTF-8 without byte order mark, LF behind each.
    /// A file appears as a whole, when its checkpoint commits. Names that start with '.' are not committed yet.
    /// </summary>
    /// <param name="directory">The directory; created where it is missing.</param>
    /// <param name="options">How the records are parted into files, of some size and in sub-directories; null: one per subtask and
    /// checkpoint.</param>
    public static ITransactionalSink<string> ExactlyOnce(string directory, FileSinkOptions<string>? options = null) =>
        new FileSink<string>(directory, LineFormat.Instance, options);
}
