using System.IO.Enumeration;

namespace ActorStream.Connectors.Files.Input;

/// <summary>
/// What a user named as input: a file, a directory, or a pattern with <c>*</c> and <c>?</c> in its last part; the latter two may be
/// watched for files that come later.
/// </summary>
internal sealed record InputPath
{
    private readonly string _path;

    internal InputPath(string path, bool isWatched = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        (_path, IsWatched) = (path, isWatched);
    }

    /// <summary>Whether files may come as long as the job runs. Then it may be empty, and what is wrong in a file is found when it is
    /// read.</summary>
    internal bool IsWatched { get; }

    /// <summary>The files, ordered by name. Hidden ones (their names start with '.' or '_') count only if named in full.</summary>
    /// <exception cref="FileNotFoundException">There are none; if it is watched, there is no directory.</exception>
    /// <exception cref="IOException">A file is to be watched.</exception>
    internal async ValueTask<IReadOnlyList<FileEntry>> FilesAsync(IFileSystem files, CancellationToken cancellation)
    {
        if (await files.StatAsync(_path, cancellation) is { } entry)
        {
            return entry.IsDirectory ? await MatchesAsync(files, _path, "*", cancellation)
                : !IsWatched ? [entry with { Path = _path }]
                : throw new IOException($"Cannot watch '{_path}' for new files: it is a file. Name a directory, or a pattern in one.");
        }

        return HasWildcards
            ? await MatchesAsync(files, Directory, Path.GetFileName(_path), cancellation)
            : throw new FileNotFoundException($"There is no input '{_path}'.", _path);
    }

    /// <summary>
    /// The splits that are not known, in the order of the files' names. A watched file counts from its first byte on, and is then not
    /// looked at again, whatever becomes of it.
    /// </summary>
    internal async ValueTask<IReadOnlyList<FileSplit>> SplitsAsync(
        IReadOnlySet<string> known, IFileSystem files, Func<FileEntry, IEnumerable<FileSplit>> cut, CancellationToken cancellation)
    {
        var found = await FilesAsync(files, cancellation);
        var news = IsWatched ? found.Where(file => file.Length > 0 && !known.Contains(FileSplit.IdOf(file.Path, 0))) : found;
        return [.. news.SelectMany(cut).Where(split => !known.Contains(split.Id))];
    }

    /// <summary>Whether a file found earlier can have been found through this path.</summary>
    internal bool Covers(string file) =>
        file == _path
        || Path.GetDirectoryName(file) == Path.TrimEndingDirectorySeparator(_path)
        || (HasWildcards && Path.GetDirectoryName(file) == Path.GetDirectoryName(_path) && Matches(Path.GetFileName(_path), file));

    public override string ToString() => _path;

    private bool HasWildcards => Path.GetFileName(_path).AsSpan().ContainsAny('*', '?');

    private string Directory => Path.GetDirectoryName(_path) is { Length: > 0 } directory ? directory : ".";

    private async ValueTask<IReadOnlyList<FileEntry>> MatchesAsync(
        IFileSystem files, string directory, string pattern, CancellationToken cancellation)
    {
        var prefix = HasWildcards ? Path.GetDirectoryName(_path)! : _path;
        var found = (await files.ListAsync(directory, cancellation))
            .Where(entry => !entry.IsDirectory && entry.Name[0] is not ('.' or '_') && Matches(pattern, entry.Name))
            .Select(entry => entry with { Path = Path.Combine(prefix, entry.Name) })
            .ToList();
        if (found.Count > 0 || (IsWatched && await files.StatAsync(directory, cancellation) is { IsDirectory: true }))
        {
            return found;
        }

        throw IsWatched
            ? new FileNotFoundException($"There is no directory '{directory}' to watch for new files.", directory)
            : new FileNotFoundException($"There are no files in input '{_path}'.", _path);
    }

    private static bool Matches(string pattern, string path) =>
        FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path), ignoreCase: false);
}
