namespace ActorStream.Tests.Oracle;

/// <summary>
/// A reader that never stops reading. At every moment the committed files must hold whole, right rows, each origin and day once; and a
/// file that was once seen never changes and never goes away.
/// </summary>
sealed class Watch(List<string> expected, string directory, string stopFile, TextWriter output)
{
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    readonly HashSet<string> _expected = [.. expected];
    readonly Dictionary<string, byte[]> _seen = [];
    readonly Dictionary<string, string> _fileOfKey = [];
    int _readings;

    /// <summary>Runs until the stop file exists, then reads once more; 1 at the first finding.</summary>
    public async Task<int> RunAsync()
    {
        using var pace = new PeriodicTimer(Pace);
        for (var last = false; ; await pace.WaitForNextTickAsync())
        {
            if (Read() is { } finding)
            {
                output.WriteLine($"reading {_readings}: {finding}");
                return 1;
            }

            if (_readings == 1)
                output.WriteLine($"first reading of {directory} done, watching on");
            if (last)
            {
                output.WriteLine($"{_readings} readings, {_fileOfKey.Count} rows in {_seen.Count} files, never a wrong one");
                return 0;
            }

            last = File.Exists(stopFile);
        }
    }

    string? Read()
    {
        _readings++;
        var names = CommittedFiles.Names(directory);
        return _seen.Keys.Except(names).Select(Gone).FirstOrDefault(finding => finding is not null)
            ?? names.Select(ReadFile).FirstOrDefault(finding => finding is not null);
    }

    /// <summary>A listing taken while files are renamed is no snapshot, so a missing name is looked up once more.</summary>
    string? Gone(string name) => File.Exists(Path.Combine(directory, name)) ? null : $"committed file {name} disappeared";

    string? ReadFile(string name)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(Path.Combine(directory, name));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return $"committed file {name} disappeared";
        }

        if (_seen.TryGetValue(name, out var before))
            return content.AsSpan().SequenceEqual(before) ? null : $"committed file {name} changed after it was first read";

        _seen.Add(name, content);
        var rows = CommittedFiles.Rows(content, out var problem);
        return rows is null
            ? $"file {name} {problem}"
            : rows.Select(row => Judge(row, name)).FirstOrDefault(finding => finding is not null);
    }

    string? Judge(string row, string name) =>
        !_expected.Contains(row) ? $"file {name} holds a row that is wrong: '{row}'" :
        !_fileOfKey.TryAdd(CommittedFiles.Key(row), name) ? $"file {name} doubles '{row}' of {_fileOfKey[CommittedFiles.Key(row)]}" :
        null;
}
