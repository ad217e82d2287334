namespace ActorStream;

/// <summary>
/// Describes records of a key that follow one another in event time: which, how many, with or without others in between, within what time.
/// Immutable: each call answers another pattern.
/// </summary>
/// <remarks>
/// Every record may begin a match, so matches may overlap; <see cref="SkipPastLast"/> changes that. Conditions are shared by all subtasks
/// and
/// must have no state.
/// </remarks>
/// <typeparam name="T">Records.</typeparam>
/// <example>
/// Three failed logins in a row, then one that succeeds, within ten minutes:
/// <code>
/// Pattern.Begin&lt;Login&gt;("failed").Where(l =&gt; !l.Succeeded).Times(3).Consecutive()
///     .Next("succeeded").Where(l =&gt; l.Succeeded)
///     .Within(TimeSpan.FromMinutes(10))
/// </code>
/// </example>
public sealed class Pattern<T>
{
    private readonly IReadOnlyList<PatternStep<T>> _steps;

    internal Pattern(IReadOnlyList<PatternStep<T>> steps) => _steps = steps;

    internal IReadOnlyList<PatternStep<T>> Steps => _steps;

    /// <summary>From the first record to less than this behind it; null: no limit.</summary>
    internal TimeSpan? Limit { get; private init; }

    internal bool SkipsPastLast { get; private init; }

    /// <summary>The last step takes records that fulfil this, and its other conditions. Without any, it takes all.</summary>
    public Pattern<T> Where(Func<T, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return With(step => step with { Conditions = [.. step.Conditions, condition] });
    }

    /// <summary>As <see cref="Where(Func{T, bool})"/>, given what has matched before the record: prices that rise, say.</summary>
    public Pattern<T> Where(Func<T, PatternMatch<T>, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return With(step => step with { ConditionsOnMatch = [.. step.ConditionsOnMatch, condition] });
    }

    /// <summary>Adds a step that the very next record must match.</summary>
    /// <param name="step">Names it.</param>
    public Pattern<T> Next(string step) => Then(step, Contiguity.Strict);

    /// <summary>Adds a step that the next record that can match it does; others in between are passed over.</summary>
    /// <param name="step">Names it.</param>
    public Pattern<T> FollowedBy(string step) => Then(step, Contiguity.Relaxed);

    /// <summary>Adds a step that any later record may match: one match for each.</summary>
    /// <param name="step">Names it.</param>
    public Pattern<T> FollowedByAny(string step) => Then(step, Contiguity.Any);

    /// <summary>The last step takes exactly so many records. At least 1.</summary>
    public Pattern<T> Times(int count) => Times(count, count);

    /// <summary>The last step takes at least and at most so many records; a match for each number in between.</summary>
    public Pattern<T> Times(int least, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        return With(step => step with { Least = least, Most = most });
    }

    /// <summary>The last step takes so many records or more; a match for each number.</summary>
    public Pattern<T> TimesOrMore(int least) => Times(least, int.MaxValue);

    /// <summary>The last step takes a record or more; a match for each number.</summary>
    public Pattern<T> OneOrMore() => TimesOrMore(1);

    /// <summary>The last step may be left out.</summary>
    public Pattern<T> Optional() => With(static step => step with { IsOptional = true });

    /// <summary>Nothing may lie between the records of the last step. By default those that do not match are passed over.</summary>
    public Pattern<T> Consecutive() => With(static step => step with { Inner = Contiguity.Strict });

    /// <summary>Any record may lie between the records of the last step, also one that matches.</summary>
    public Pattern<T> AllowCombinations() => With(static step => step with { Inner = Contiguity.Any });

    /// <summary>The last record of a match comes less than this behind its first. Bounds the state, too: a pattern should have
    /// one.</summary>
    /// <param name="time">More than zero.</param>
    public Pattern<T> Within(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        return new Pattern<T>(_steps) { Limit = time, SkipsPastLast = SkipsPastLast };
    }

    /// <summary>A record that belongs to a match belongs to no other: what had begun before the match ended is forgotten.</summary>
    public Pattern<T> SkipPastLast() => new(_steps) { Limit = Limit, SkipsPastLast = true };

    /// <exception cref="ArgumentException">It could match nothing at all.</exception>
    internal void RequireComplete()
    {
        if (_steps.All(static step => step.IsOptional))
        {
            throw new ArgumentException("Every step of the pattern is optional, so that it matches without a record. Make one step required.");
        }
    }

    private Pattern<T> Then(string step, Contiguity contiguity)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(step);
        return _steps.Any(other => other.Name == step)
            ? throw new ArgumentException($"The pattern has a step '{step}' already. Give each its own name.", nameof(step))
            : With([.. _steps, new PatternStep<T>(step, contiguity)]);
    }

    private Pattern<T> With(Func<PatternStep<T>, PatternStep<T>> change) => With([.. _steps.SkipLast(1), change(_steps[^1])]);

    private Pattern<T> With(IReadOnlyList<PatternStep<T>> steps) => new(steps) { Limit = Limit, SkipsPastLast = SkipsPastLast };
}

/// <summary>Begins patterns.</summary>
public static class Pattern
{
    /// <summary>A pattern whose first step any record may match.</summary>
    /// <param name="step">Names the step.</param>
    public static Pattern<T> Begin<T>(string step)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(step);
        return new Pattern<T>([new PatternStep<T>(step, Contiguity.Any)]);
    }
}
