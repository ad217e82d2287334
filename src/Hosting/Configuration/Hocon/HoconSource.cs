namespace ActorStream.Hosting.Configuration.Hocon;

/// <summary>A HOCON text, what errors call it, and where its includes are looked for.</summary>
internal sealed class HoconSource
{
    private readonly string _directory;
    private readonly IReadOnlyList<string> _openFiles;

    private HoconSource(string name, string text, string directory, IReadOnlyList<string> openFiles)
    {
        Name = name;
        Text = text;
        _directory = directory;
        _openFiles = openFiles;
    }

    internal string Name { get; }

    internal string Text { get; }

    internal static HoconSource OfText(string name, string text) => new(name, text, Directory.GetCurrentDirectory(), []);

    internal static HoconSource OfFile(string path) => OfFile(path, []);

    /// <summary>The included files, weakest first; none if there is none and it is not required.</summary>
    internal IReadOnlyList<HoconSource> Include(string name, bool isRequired, HoconLocation at)
    {
        var path = Path.GetFullPath(name, _directory);
        string[] candidates = Path.HasExtension(path) ? [path] : [path + ".json", path + ".conf"];
        var found = candidates.Where(File.Exists).ToList();
        if (found.Count == 0 && isRequired)
            throw new HoconException(at, $"the required file '{path}' does not exist");
        if (found.FirstOrDefault(_openFiles.Contains) is { } cycle)
            throw new HoconException(at, $"'{cycle}' includes itself");
        try
        {
            return found.ConvertAll(file => OfFile(file, _openFiles));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HoconException(at, $"cannot read '{path}': {error.Message}");
        }
    }

    private static HoconSource OfFile(string path, IReadOnlyList<string> openFiles)
    {
        var full = Path.GetFullPath(path);
        return new HoconSource(path, File.ReadAllText(full), Path.GetDirectoryName(full)!, [.. openFiles, full]);
    }
}
