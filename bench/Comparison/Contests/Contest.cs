namespace ActorStream.Bench.Comparison;

/// <summary>A workload's contestants in turns, some rounds of them.</summary>
internal static class Contest
{
    /// <param name="workload">Whose.</param>
    /// <param name="options">Who takes part, and how often.</param>
    /// <param name="told">Is told each outcome.</param>
    internal static async Task<Result> RunAsync(Workload workload, Options options, Action<string> told)
    {
        var effort = options.IsQuick ? Effort.Quick : Effort.Full;
        var only = options.Contestants;
        var standings = workload.Contestants.Where(c => only.Count == 0 || only.Contains(c.Name)).Select(c => new Standing(c)).ToArray();
        for (var round = 1; round <= Math.Min(options.EffectiveRounds, workload.MostRounds); round++)
        {
            foreach (var standing in standings.Where(s => s.Failure is null))
            {
                try
                {
                    standing.Add(await ChildProcess.RunAsync(workload, standing.Contestant, effort));
                    var figure = workload.Main.Shown(standing.Last(workload.Main));
                    told($"{workload.Name} {round} {standing.Contestant.Name}: {figure} {workload.Main.Title}");
                }
                catch (InvalidOperationException e)
                {
                    standing.Failure = e.Message;
                    told(e.Message);
                }
            }
        }

        return new Result(workload, standings);
    }
}

/// <summary>What a contestant did, round by round.</summary>
internal sealed class Standing(Contestant contestant)
{
    private readonly List<Outcome> _outcomes = [];

    internal Contestant Contestant => contestant;

    internal IReadOnlyList<Outcome> Outcomes => _outcomes;

    /// <summary>Why there are no more; null: nothing failed.</summary>
    internal string? Failure { get; set; } = contestant.Missing;

    internal bool HasFailed => Failure is not null && contestant.Missing is null;

    internal void Add(Outcome outcome) => _outcomes.Add(outcome);

    internal double Last(Figure figure) => _outcomes[^1].Of(figure.Name) ?? double.NaN;

    internal IReadOnlyList<double?> Of(Figure figure) => [.. _outcomes.Select(o => o.Of(figure.Name))];

    /// <summary>The middle of all rounds; NaN without any.</summary>
    internal double Median(Figure figure) =>
        Of(figure).OfType<double>().ToArray() is { Length: > 0 } values ? Statistics.Median(values) : double.NaN;
}

/// <summary>What came out of a workload.</summary>
internal sealed record Result(Workload Workload, IReadOnlyList<Standing> Standings)
{
    internal Standing? Of(string contestant) => Standings.FirstOrDefault(s => s.Contestant.Name == contestant);

    /// <summary>What all contestants computed in most of the rounds; null: there is nothing to compare.</summary>
    internal long? Check => Standings
        .SelectMany(s => s.Outcomes)
        .Select(o => o.Check)
        .OfType<long>()
        .GroupBy(check => check)
        .MaxBy(same => same.Count())?.Key;

    /// <summary>Whether a contestant did what the others did.</summary>
    internal bool IsRight(Standing standing) => standing.Outcomes.All(o => o.Check == Check);

    internal bool IsGood => Standings.All(s => !s.HasFailed && IsRight(s));

    /// <summary>One contestant's figure by another's; NaN if one of them is not there.</summary>
    internal double Ratio(string contestant, string against, Figure figure) =>
        Of(contestant) is { } one && Of(against) is { } other ? Statistics.Ratio(one.Of(figure), other.Of(figure)) : double.NaN;

    /// <summary>What a target is compared with.</summary>
    internal double Reached(Target target) => target.Against is { } against
        ? Ratio(target.Contestant, against, target.Figure)
        : (Of(target.Contestant)?.Median(target.Figure) ?? double.NaN) * target.Figure.Scale;
}
