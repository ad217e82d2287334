namespace ActorStream.Tests.Oracle;

/// <summary>Committed rows against expected rows, as multisets.</summary>
static class Comparison
{
    const int FindingsShown = 20;

    public static int Run(List<string> expected, string directory, TextWriter output)
    {
        var findings = new List<string>();
        var committed = new Dictionary<string, List<string>>();
        var names = CommittedFiles.Names(directory);
        foreach (var name in names)
        {
            var rows = CommittedFiles.Rows(File.ReadAllBytes(Path.Combine(directory, name)), out var problem);
            if (rows is null)
                findings.Add($"file {name} {problem}");
            foreach (var row in rows ?? [])
            {
                if (!committed.TryGetValue(row, out var files))
                    committed.Add(row, files = []);
                files.Add(name);
            }
        }

        var wanted = expected.ToHashSet();
        findings.AddRange(expected.Where(row => !committed.ContainsKey(row)).Select(row => $"missing {row}"));
        findings.AddRange(committed.Where(found => !wanted.Contains(found.Key))
            .Select(found => $"extra {found.Key} in {string.Join(", ", found.Value)}"));
        findings.AddRange(committed.Where(found => wanted.Contains(found.Key) && found.Value.Count > 1)
            .Select(found => $"doubled {found.Key} in {string.Join(", ", found.Value)}"));

        foreach (var finding in findings.Take(FindingsShown))
            output.WriteLine(finding);
        if (findings.Count > FindingsShown)
            output.WriteLine($"... and {findings.Count - FindingsShown} more");
        var total = committed.Values.Sum(files => files.Count);
        output.WriteLine(findings.Count == 0
            ? $"equal: {total} rows in {names.Count} files"
            : $"not equal: {total} rows in {names.Count} files, {expected.Count} expected, {findings.Count} findings");
        return findings.Count == 0 ? 0 : 1;
    }
}
