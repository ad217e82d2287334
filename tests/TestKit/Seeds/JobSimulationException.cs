namespace ActorStream.TestKit;

/// <summary>A seed breaks a job. The message says how, by what faults, what to look at, and how to replay it.</summary>
public sealed class JobSimulationException : Exception
{
    internal JobSimulationException(int? seed, string surroundings, string faults, IReadOnlyList<string> hints, Exception error)
        : base(Describe(seed, surroundings, faults, hints, error), error) => (Seed, Faults, Hints) = (seed, faults, hints);

    /// <summary>The seed; null: the job is wrong without any fault.</summary>
    public int? Seed { get; }

    /// <summary>The faults of that run up to its end, in order of their times.</summary>
    public string Faults { get; }

    /// <summary>What in the job may be the reason; found by looking at it, so it may be none.</summary>
    public IReadOnlyList<string> Hints { get; }

    private static string Describe(int? seed, string surroundings, string faults, IReadOnlyList<string> hints, Exception error)
    {
        var lines = new List<string>
        {
            seed is null ? "The job is wrong even without faults." : $"Seed {seed} breaks the job.",
            $"  {error.Message.ReplaceLineEndings("\n").Replace("\n", "\n  ", StringComparison.Ordinal)}",
            $"Run:    {surroundings}",
            $"Faults: {faults}",
        };
        lines.AddRange(hints.Select(static hint => $"Hint:   {hint}"));
        if (seed is not null) lines.Add($"Replay: JobSimulation.Replay(job, seed: {seed}, trace: Console.WriteLine, check)");
        return string.Join('\n', lines);
    }
}
