using Xunit;

namespace ActorStream.Tests.EndToEnd.Harness;

/// <summary>
/// When to kill: some time after the start, or at the n-th change of a file, which is where a checkpoint or a commit is half done.
/// </summary>
sealed record KillMoment(TimeSpan After, int Changes)
{
    /// <summary>128 + SIGKILL.</summary>
    public const int KilledExitCode = 137;

    const int LongestMilliseconds = 3500;
    const int MostChanges = 150;

    public static KillMoment Choose(Random random) => random.Next(2) == 0
        ? new(TimeSpan.FromMilliseconds(random.Next(LongestMilliseconds)), int.MaxValue)
        : new(TimeSpan.FromMilliseconds(LongestMilliseconds), random.Next(1, MostChanges));

    /// <summary>False where the run came to its end, in order, before the moment did.</summary>
    public async Task<bool> KillAsync(Child run, FlightDelaysJob job)
    {
        var changes = 0;
        using var files = new FileSystemWatcher(job.Root) { IncludeSubdirectories = true };
        FileSystemEventHandler changed = (_, _) =>
        {
            if (Interlocked.Increment(ref changes) == Changes)
                run.Kill();
        };
        files.Created += changed;
        files.Changed += changed;
        files.Deleted += changed;
        files.Renamed += (sender, change) => changed(sender, change);
        files.EnableRaisingEvents = true;

        if (!await run.EndsWithinAsync(After))
        {
            run.Kill();
            await run.EndAsync();
        }

        Assert.True(run.ExitCode is 0 or KilledExitCode, run.Transcript);
        return run.ExitCode == KilledExitCode;
    }

    public override string ToString() => Changes == int.MaxValue ? $"after {After.TotalMilliseconds} ms" : $"at file change {Changes}";
}
