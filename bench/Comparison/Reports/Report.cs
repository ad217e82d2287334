using System.Diagnostics;

namespace ActorStream.Bench.Comparison;

/// <summary>Runs the contests and says what came out: on the terminal as soon as it is known, in charts and documents at the end.</summary>
internal static class Report
{
    /// <summary>Answers whether all contestants did their work, and the same.</summary>
    internal static async Task<bool> RunAsync(Options options, IReadOnlyList<Workload> workloads)
    {
        Console.WriteLine(Machine.Text);
        var (watch, results) = (Stopwatch.StartNew(), new List<Result>());
        foreach (var workload in workloads)
        {
            Console.WriteLine($"\n{workload.Title} ({workload.Name})");
            var result = await Contest.RunAsync(workload, options, Tell);
            results.Add(result);
            Console.WriteLine($"\n{Standings.Of(result).ToText()}");
            foreach (var target in Standings.Targets(result))
                Console.WriteLine($"{(target.IsMet ? "met   " : "MISSED")} {target.Aim}: {target.Reached}");
            foreach (var wrong in result.Standings.Where(s => !result.IsRight(s)))
                Console.Error.WriteLine($"{wrong.Contestant.Title} did other work than the others: its checksum differs.");
        }

        Directory.CreateDirectory(options.Charts);
        foreach (var result in results) File.WriteAllText(Path.Combine(options.Charts, $"{result.Workload.Name}.svg"), Chart.Of(result));
        var blocks = results.ToDictionary(result => result.Workload.Name, Document.Block);
        blocks["machine"] = Machine.Text;

        // The table over all workloads is not made of some.
        if (options.IsAll && options.Contestants.Count == 0) blocks["targets"] = Standings.Targets(results).ToMarkdown();
        foreach (var path in options.Documents) Document.Fill(path, blocks);
        if (options.Json is { } json) File.WriteAllText(json, JsonReport.Of(results));
        Console.WriteLine($"\n{watch.Elapsed.TotalSeconds:F0} s; charts are in {options.Charts}.");
        return results.All(result => result.IsGood);

        void Tell(string line) => Console.Error.WriteLine($"[{watch.Elapsed.TotalSeconds,5:F0} s] {line}");
    }
}
