using System.IO.Enumeration;

namespace ActorStream.Connectors.Files.Input;

/// <summary>What a user named as input: a file, a directory, or a pattern with <c>*</c> and <c>?</c> in its last part.</summary>
internal sealed record InputPath
{
    private readonly string _path;

    internal InputPath(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = path;
    }

    /// <summary>The files, ordered by name. Hidden ones (their names start with '.' or '_') count only if named in full.</summary>
    /// <exception cref="FileNotFoundException">There are none.</exception>
    internal async ValueTask<IReadOnlyList<FileEntry>> FilesAsync(IFileSystem files, CancellationToken cancellation)
    {
        if (await files.StatAsync(_path, cancellation) is { } entry)
        {
            return !entry.IsDirectory ? [entry with { Path = _path }] : await MatchesAsync(files, _path, "*", cancellation);
        }

        return HasWildcards
            ? await MatchesAsync(files, Directory, Path.GetFileName(_path), cancellation)
            : throw new FileNotFoundException($"There is no input '{_path}'.", _path);
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
        return found.Count > 0 ? found : throw new FileNotFoundException($"There are no files in input '{_path}'.", _path);
    }

    private static bool Matches(string pattern, string path) =>
        FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path), ignoreCase: false);
}
