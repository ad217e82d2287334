namespace ActorStream.Coordinator;

/// <summary>What would become of each state if a job were started from a savepoint or checkpoint.</summary>
/// <param name="Directory">What it would be started from.</param>
/// <param name="Checkpoint">The checkpoint's number.</param>
/// <param name="Rows">State by state; the checkpoint's operators first, then what is new.</param>
/// <param name="Sources">Source by source.</param>
/// <param name="Problems">What else keeps the job from being started.</param>
internal sealed record PreflightReport(
    string Directory, long Checkpoint, IReadOnlyList<PreflightRow> Rows, IReadOnlyList<PreflightSource> Sources,
    IReadOnlyList<string> Problems)
{
    /// <summary>Whether the job would start.</summary>
    internal bool IsOk => Problems.Count == 0 && Rows.All(static row => row.IsAllowed) && Sources.All(static source => source.IsAllowed);
}

/// <summary>What would become of one state of one operator.</summary>
/// <param name="Operator">The uid, as the job has it now; as it was, if it has none now.</param>
/// <param name="State">Name of the state; empty: all of the operator's.</param>
/// <param name="Was">Kind and schema in the checkpoint; null: not there.</param>
/// <param name="Is">Kind and schema in the job; null: not there.</param>
/// <param name="Verdict">What becomes of it.</param>
/// <param name="Why">What to know of it, or to do, in a sentence; null: nothing.</param>
internal sealed record PreflightRow(string Operator, string State, string? Was, string? Is, PreflightVerdict Verdict, string? Why = null)
{
    /// <summary>Whether the job may be started so.</summary>
    internal bool IsAllowed { get; init; } = Verdict != PreflightVerdict.Incompatible;
}

/// <summary>What becomes of state.</summary>
internal enum PreflightVerdict
{
    /// <summary>It is taken over as it is.</summary>
    Maps,

    /// <summary>The job has it and the checkpoint has not: it begins empty.</summary>
    New,

    /// <summary>The checkpoint has it and the job has not: it is lost, if that is allowed.</summary>
    Dropped,

    /// <summary>Its type has changed, and what is there can be read as what it is now.</summary>
    Converted,

    /// <summary>Its type has changed, and it cannot.</summary>
    Incompatible,
}

/// <summary>What a source would do.</summary>
/// <param name="Uid">Its uid.</param>
/// <param name="Verdict">What becomes of its positions.</param>
/// <param name="Left">Splits that it goes on with.</param>
/// <param name="Read">Splits that it has read.</param>
/// <param name="Found">Splits that it finds now and did not know then.</param>
/// <param name="Why">What to know of it, or to do; null: nothing.</param>
internal sealed record PreflightSource(string Uid, PreflightVerdict Verdict, int Left, int Read, int Found, string? Why = null)
{
    /// <summary>Whether the job may be started so.</summary>
    internal bool IsAllowed { get; init; } = Verdict != PreflightVerdict.Incompatible;
}

/// <summary>The job does not fit what it was to be started from: nothing was started or touched.</summary>
internal sealed class PreflightException(PreflightReport report) : Exception(
    $"The job does not fit '{report.Directory}': " + string.Join(" ", report.Problems
        .Concat(report.Rows.Where(static row => !row.IsAllowed).Select(static row => $"{row.Operator}/{row.State}: {row.Why}"))
        .Concat(report.Sources.Where(static source => !source.IsAllowed)
            .Select(static source => $"{source.Uid}: {source.Why}")))), IPermanentError
{
    internal PreflightReport Report => report;
}
