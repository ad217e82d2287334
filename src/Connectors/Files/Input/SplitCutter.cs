namespace ActorStream.Connectors.Files.Input;

/// <summary>Cuts files into ranges of bytes, blindly: whoever reads one looks for its first record.</summary>
internal static class SplitCutter
{
    /// <summary>Splits are kept in every checkpoint, so a large file has larger ones, not more.</summary>
    private const int MostSplitsOfOneFile = 1024;

    /// <summary>A byte order mark and the record behind it begin in the same split.</summary>
    private const int FewestBytes = 4;

    internal static IEnumerable<FileSplit> Cut(FileEntry file, long splitBytes)
    {
        var size = Math.Max(Math.Max(splitBytes, FewestBytes), (file.Length + MostSplitsOfOneFile - 1) / MostSplitsOfOneFile);
        for (var start = 0L; start < file.Length; start += size)
        {
            yield return FileSplit.Unread(file.Path, start, Math.Min(file.Length, start + size), file.Length);
        }
    }

    internal static FileSplit Whole(FileEntry file) => FileSplit.Unread(file.Path, 0, file.Length, file.Length);
}
