namespace ActorStream;

/// <summary>A whole pattern, found to make sense: the steps that take records, and behind each what must not come there.</summary>
internal sealed class PatternPlan<T>
{
    private readonly List<PatternStep<T>> _steps = [];
    private readonly List<List<PatternStep<T>>> _nots = [];
    private readonly int _skipStep;
    private readonly SkipTo _skip;

    /// <exception cref="ArgumentException">It could match nothing, or never.</exception>
    internal PatternPlan(Pattern<T> pattern)
    {
        foreach (var step in pattern.Steps)
        {
            if (step.IsNot)
            {
                _nots[^1].Add(step);
            }
            else
            {
                _steps.Add(step);
                _nots.Add([]);
            }
        }

        LastRequired = _steps.FindLastIndex(static step => !step.IsOptional);
        HasNots = _nots.Exists(static nots => nots.Count > 0);
        HasEnding = _nots[^1].Count > 0;
        EndsWithTime = _nots[^1].Exists(static not => not.Entry != Contiguity.Strict);
        Limit = pattern.Limit;
        _skip = pattern.Skip.To;
        _skipStep = _steps.FindIndex(step => step.Name == pattern.Skip.Step);
        Check(pattern);
    }

    /// <summary>The steps that take records.</summary>
    internal IReadOnlyList<PatternStep<T>> Steps => _steps;

    /// <summary>The last step that is not optional: what has taken its records matches.</summary>
    internal int LastRequired { get; }

    /// <summary>Whether there is anything that must not come.</summary>
    internal bool HasNots { get; }

    /// <summary>Whether there is behind the last step.</summary>
    internal bool HasEnding { get; }

    /// <summary>What must not come behind the last step has until the time is over; otherwise the next record decides.</summary>
    internal bool EndsWithTime { get; }

    /// <summary>From the first record to less than this behind it; null: no limit.</summary>
    internal TimeSpan? Limit { get; }

    /// <summary>Whether matches rule out others.</summary>
    internal bool Skips => _skip != SkipTo.Anywhere;

    /// <summary>What must not come behind a step.</summary>
    internal IReadOnlyList<PatternStep<T>> NotsBehind(int step) => _nots[step];

    /// <summary>The record before which no other match begins, by its number.</summary>
    /// <param name="match">What the match took, from its last record to its first.</param>
    internal long NextBegin(IEnumerable<MatchedNode> match) => _skip switch
    {
        SkipTo.Next => match.Last().Record + 1,
        SkipTo.PastLast => match.First().Record + 1,
        SkipTo.FirstOf => match.LastOrDefault(node => node.Step == _skipStep).Record,
        SkipTo.LastOf => match.FirstOrDefault(node => node.Step == _skipStep).Record,
        _ => 0,
    };

    private void Check(Pattern<T> pattern)
    {
        Require(LastRequired >= 0, "Every step of the pattern is optional, so that it matches without a record. Make one step required.");
        Require(
            !EndsWithTime || Limit is not null,
            $"The pattern ends with NotFollowedBy('{_nots[^1].FirstOrDefault()?.Name}') and has no limit: it would have to wait for ever. "
                + "Add Within(...).");
        var endless = HasEnding ? null : _steps.Skip(LastRequired).FirstOrDefault(static step => step.IsGreedy);
        Require(
            endless is null,
            $"Step '{endless?.Name}' is greedy, and no step behind it is required, so that nothing says when it has all. "
                + "Add a step behind it, or NotFollowedBy and Within.");
        Require(
            pattern.Skip.Step is null || _skipStep >= 0,
            $"The pattern skips to step '{pattern.Skip.Step}', and has no step of that name that takes records. "
                + $"Name one of: {string.Join(", ", _steps.Select(static step => step.Name))}.");
        foreach (var step in _steps)
        {
            Require(
                step.Until is null || step.Most == int.MaxValue,
                $"Step '{step.Name}' has Until, and takes at most {step.Most} records anyway. "
                    + "Give it OneOrMore or TimesOrMore, or leave Until out.");
            Require(
                !step.IsGreedy || step.Inner != Contiguity.Any,
                $"Step '{step.Name}' is to take all it can (Greedy) and to leave some out (AllowCombinations). Leave one of the two out.");
        }
    }

    private static void Require(bool isTrue, string otherwise)
    {
        if (!isTrue)
        {
            throw new ArgumentException(otherwise);
        }
    }
}
