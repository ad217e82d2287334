using System.Text;

namespace ActorStream.Tests.Oracle;

/// <summary>The committed part of an output directory, as any reader sees it.</summary>
static class CommittedFiles
{
    /// <summary>Names of the committed files: those that start with neither '.' nor '_'.</summary>
    public static List<string> Names(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path)).Where(name => name[0] is not ('.' or '_'))
                .Order()];
        }
        catch (DirectoryNotFoundException)
        {
            // Not there yet, or not any more: a job that fails before its first transaction takes away the directory it has made.
            return [];
        }
    }

    /// <summary>The rows of one file; null, with the reason, where it is not a whole file of whole rows under the header.</summary>
    public static string[]? Rows(byte[] content, out string? problem)
    {
        var text = Encoding.UTF8.GetString(content);
        var lines = text.Split('\n');
        problem =
            lines[0] != ExpectedRows.Header ? $"starts with '{lines[0]}', expected '{ExpectedRows.Header}'" :
            lines[^1].Length != 0 ? $"ends in the middle of a row: '{lines[^1]}'" :
            null;
        return problem is null ? lines[1..^1] : null;
    }

    /// <summary>Origin and day: what must be unique in the output.</summary>
    public static string Key(string row) => string.Join(',', row.Split(',').Take(2));
}
