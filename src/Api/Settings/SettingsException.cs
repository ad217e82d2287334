namespace ActorStream;

/// <summary>Settings that cannot be used. Nothing was started; correct them and start again.</summary>
/// <param name="problems">All that is wrong, one sentence each: which setting, what it is, what it may be, and where it was set.</param>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(Text(problems))
{
    /// <summary>All that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    private static string Text(IReadOnlyList<string> problems) => problems.Count == 1
        ? problems[0]
        : $"{problems.Count} settings cannot be used:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", problems)}";
}
