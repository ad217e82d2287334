using System.Diagnostics;
using System.Globalization;

namespace ActorStream.Bench.Comparison;

/// <summary>Kills a job that has state, and measures how long it takes until another process has gone on with it.</summary>
internal static class Recovery
{
    internal static async Task<Outcome> OfAsync(long keys)
    {
        var directory = Directory.CreateTempSubdirectory("actorstream-bench-");
        try
        {
            using (var first = Start(directory.FullName, keys))
            {
                // Once all keys are there, two commits more: what is restored then is a checkpoint as it always is.
                for (long rows = 0; rows < keys;) rows += await CommittedAsync(first);
                await CommittedAsync(first);
                await CommittedAsync(first);
                first.Kill();
                await first.WaitForExitAsync();
            }

            var watch = Stopwatch.StartNew();
            using var second = Start(directory.FullName, keys);
            var figures = new Dictionary<string, double> { ["bytes"] = SizeOf(directory) };
            while (await LineOf(second) is { } line)
            {
                if (line.StartsWith(RecoveryJob.Handled, StringComparison.Ordinal)) figures.TryAdd("handled", watch.Elapsed.TotalSeconds);
                if (!line.StartsWith(RecoveryJob.Committed, StringComparison.Ordinal)) continue;
                figures["committed"] = watch.Elapsed.TotalSeconds;
                break;
            }

            second.Kill();
            await second.WaitForExitAsync();
            return new Outcome(null, figures);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static Process Start(string directory, long keys) =>
        Process.Start(ChildProcess.StartOf([RecoveryJob.Command, directory, keys.ToString(CultureInfo.InvariantCulture)], cores: null))!;

    private static async Task<long> CommittedAsync(Process job)
    {
        while (true)
        {
            var line = await LineOf(job);
            if (line.StartsWith(RecoveryJob.Committed, StringComparison.Ordinal))
                return long.Parse(line[RecoveryJob.Committed.Length..], CultureInfo.InvariantCulture);
        }
    }

    private static async Task<string> LineOf(Process job) => await job.StandardOutput.ReadLineAsync()
        ?? throw new InvalidOperationException($"The job ended: {await job.StandardError.ReadToEndAsync()}");

    /// <summary>The largest file: what holds all of the state.</summary>
    private static long SizeOf(DirectoryInfo directory) =>
        directory.EnumerateFiles("*", SearchOption.AllDirectories).Max(file => file.Length);
}
