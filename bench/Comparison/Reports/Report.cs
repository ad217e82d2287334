using System.Diagnostics;

namespace ActorStream.Bench.Comparison;

/// <summary>Runs the contests and says what came out as soon as it is known: on the terminal, in charts and in documents.</summary>
internal static class Report
{
    /// <summary>Answers whether all contestants did their work, and the same.</summary>
    internal static async Task<bool> RunAsync(Options options, IReadOnlyList<Workload> workloads)
    {
        Console.WriteLine(Machine.Text);
        var (watch, results) = (Stopwatch.StartNew(), new List<Result>());
        Directory.CreateDirectory(options.Charts);
        if (options.Json is { } file) Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        Fill(options, "machine", Machine.Text);
        foreach (var workload in workloads)
        {
            Console.WriteLine($"\n{workload.Title} ({workload.Name})");
            var result = await Contest.RunAsync(workload, options, Tell);
            results.Add(result);
            Say(result, options);
            File.WriteAllText(Path.Combine(options.Charts, $"{workload.Name}.svg"), Chart.Of(result));
            Fill(options, workload.Name, Document.Block(result));
            if (options.Json is { } json) File.WriteAllText(json, JsonReport.Of(results));
        }

        // The table over all workloads is not made of some.
        if (options.IsAll && options.Contestants.Count == 0) Fill(options, "targets", Standings.Targets(results).ToMarkdown());
        Console.WriteLine($"\n{watch.Elapsed.TotalSeconds:F0} s; charts are in {options.Charts}.");
        return results.All(result => result.IsGood);

        void Tell(string line) => Console.Error.WriteLine($"[{watch.Elapsed.TotalSeconds,5:F0} s] {line}");
    }

    private static void Say(Result result, Options options)
    {
        Console.WriteLine($"\n{Standings.Of(result).ToText()}");
        foreach (var target in Standings.Targets(result))
            Console.WriteLine($"{(options.IsQuick ? "about " : target.IsMet ? "met   " : "MISSED")} {target.Aim}: {target.Reached}");
        foreach (var wrong in result.Standings.Where(s => !result.IsRight(s)))
            Console.Error.WriteLine($"{wrong.Contestant.Title} did other work than the others: its checksum differs.");
    }

    private static void Fill(Options options, string block, string content)
    {
        foreach (var path in options.Documents) File.WriteAllText(path, Document.Filled(File.ReadAllText(path), block, content));
    }
}
