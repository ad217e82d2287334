namespace ActorStream.Coordinator;

/// <summary>What a start from a savepoint or checkpoint would do; a <see cref="PreflightReport"/> that travels.</summary>
/// <param name="Ok">Whether it could start.</param>
/// <param name="Directory">From where.</param>
/// <param name="Checkpoint">From which checkpoint.</param>
/// <param name="Rows">Operator by operator, state by state.</param>
/// <param name="Sources">Source by source.</param>
/// <param name="Problems">What else keeps it from being started.</param>
internal sealed record CheckReport(
    bool Ok,
    string Directory,
    long Checkpoint,
    IReadOnlyList<CheckRow> Rows,
    IReadOnlyList<CheckSource> Sources,
    IReadOnlyList<string> Problems) : ControlAnswer
{
    internal static CheckReport Of(PreflightReport report) => new(
        report.IsOk,
        report.Directory,
        report.Checkpoint,
        [.. report.Rows.Select(
            static row => new CheckRow(row.Operator, row.State, row.Was, row.Is, Word(row.Verdict), row.IsAllowed, row.Why))],
        [.. report.Sources.Select(static source => new CheckSource(
            source.Uid, Word(source.Verdict), source.IsAllowed, source.Left, source.Read, source.Found, source.Why))],
        report.Problems);

    /// <summary>Writes it for people. What keeps the job from being started is marked, and says what to do.</summary>
    internal void Write(TextWriter output)
    {
        output.WriteLine($"From checkpoint {Checkpoint} in {Directory}:");
        output.WriteLine();
        var states = new TextTable("", "operator", "state", "", "was", "is");
        foreach (var row in Rows)
            states.Add(Mark(row.Allowed), row.Operator, row.State, row.Verdict, row.Was ?? "", row.Is ?? "").Note(row.Why);
        if (Rows.Count > 0) states.Write(output);
        var sources = new TextTable("", "source", "", ">splits left", ">read", ">found since");
        foreach (var source in Sources)
            sources.Add(Mark(source.Allowed), source.Operator, source.Verdict, $"{source.Left}", $"{source.Read}", $"{source.Found}")
                .Note(source.Why);
        if (Rows.Count > 0 && Sources.Count > 0) output.WriteLine();
        if (Sources.Count > 0) sources.Write(output);
        foreach (var problem in Problems) output.WriteLine($"✗ {problem}");
        output.WriteLine();
        output.WriteLine(Ok ? "The job can start from there." : "The job cannot start from there: see the lines marked with ✗.");
    }

    private static string Mark(bool allowed) => allowed ? "✓" : "✗";

    private static string Word(PreflightVerdict verdict) => verdict.ToString().ToLowerInvariant();
}

/// <summary>What would become of one state.</summary>
/// <param name="Operator">Uid.</param>
/// <param name="State">Name of the state; empty: all of the operator's.</param>
/// <param name="Was">Its kind and type there; null: it is not there.</param>
/// <param name="Is">Its kind and type in the program; null: it is not there.</param>
/// <param name="Verdict">maps, new, dropped, converted or incompatible.</param>
/// <param name="Allowed">Whether the job may be started so.</param>
/// <param name="Why">What to know of it, or to do; null: nothing.</param>
internal sealed record CheckRow(string Operator, string State, string? Was, string? Is, string Verdict, bool Allowed, string? Why);

/// <summary>What a source would do.</summary>
/// <param name="Operator">Uid.</param>
/// <param name="Verdict">maps, new, dropped or incompatible.</param>
/// <param name="Allowed">Whether the job may be started so.</param>
/// <param name="Left">Splits that it goes on with.</param>
/// <param name="Read">Splits that it has read.</param>
/// <param name="Found">Splits that it finds now and did not know then.</param>
/// <param name="Why">What to know of it, or to do; null: nothing.</param>
internal sealed record CheckSource(string Operator, string Verdict, bool Allowed, int Left, int Read, int Found, string? Why);
