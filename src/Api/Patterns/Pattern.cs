namespace ActorStream;

/// <summary>
/// Describes records of a key that follow one another in event time: which, how many, with or without others in between, within what time.
/// Immutable: each call answers another pattern.
/// </summary>
/// <remarks>
/// Every record may begin a match, so matches may overlap; <see cref="SkipPastLast"/> and its like change that. Conditions are shared by
/// all subtasks and must have no state.
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
    internal Pattern(IReadOnlyList<PatternStep<T>> steps) => Steps = steps;

    private Pattern(Pattern<T> other) => (Steps, Limit, Skip) = (other.Steps, other.Limit, other.Skip);

    internal IReadOnlyList<PatternStep<T>> Steps { get; private init; }

    /// <summary>From the first record to less than this behind it; null: no limit.</summary>
    internal TimeSpan? Limit { get; private init; }

    internal AfterMatch Skip { get; private init; }

    // ---- the steps

    /// <summary>Adds a step that the very next record must match.</summary>
    /// <param name="step">Names it.</param>
    public Pattern<T> Next(string step) => Then(step, Contiguity.Strict);

    /// <summary>Adds a step that the next record that can match it does; others in between are passed over.</summary>
    /// <param name="step">Names it.</param>
    public Pattern<T> FollowedBy(string step) => Then(step, Contiguity.Relaxed);

    /// <summary>Adds a step that any later record may match: one match for each.</summary>
    /// <param name="step">Names it.</param>
    public Pattern<T> FollowedByAny(string step) => Then(step, Contiguity.Any);

    /// <summary>The very next record must not be one that fulfils the conditions that follow. It is no part of the match.</summary>
    /// <remarks>At the end of a pattern the match comes out with the next record of the key, whatever that is.</remarks>
    /// <param name="step">Names what must not come.</param>
    public Pattern<T> NotNext(string step) => ThenNot(step, Contiguity.Strict);

    /// <summary>
    /// No record that fulfils the conditions that follow may come from here to the next step that takes a record; at the end of a pattern,
    /// until the time of <see cref="Within"/> is over, when the match comes out.
    /// </summary>
    /// <remarks>Behind a step of several records it counts from the first of them on.</remarks>
    /// <param name="step">Names what must not come.</param>
    public Pattern<T> NotFollowedBy(string step) => ThenNot(step, Contiguity.Relaxed);

    // ---- which records a step takes

    /// <summary>The last step takes records that fulfil this, and its other conditions. Without any, it takes all.</summary>
    public Pattern<T> Where(Func<T, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return With(step => step with { Where = step.Where.And(condition) });
    }

    /// <summary>As <see cref="Where(Func{T, bool})"/>, given what has matched before the record, in this step as well: prices that rise,
    /// say.</summary>
    public Pattern<T> Where(Func<T, PatternMatch<T>, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return With(step => step with { Where = step.Where.And(condition) });
    }

    /// <summary>
    /// A record that fulfils this ends the last step, a loop without an upper bound: it is not taken, and none behind it. Later steps may
    /// take it.
    /// </summary>
    public Pattern<T> Until(Func<T, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return WithTaking(nameof(Until), step => step with { Until = (step.Until ?? PatternCondition<T>.None).And(condition) });
    }

    /// <summary>As <see cref="Until(Func{T, bool})"/>, given what has matched before the record.</summary>
    public Pattern<T> Until(Func<T, PatternMatch<T>, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return WithTaking(nameof(Until), step => step with { Until = (step.Until ?? PatternCondition<T>.None).And(condition) });
    }

    // ---- how many

    /// <summary>The last step takes exactly so many records. At least 1.</summary>
    public Pattern<T> Times(int count) => Times(count, count);

    /// <summary>The last step takes at least and at most so many records; a match for each number in between.</summary>
    public Pattern<T> Times(int least, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        return WithTaking(nameof(Times), step => step with { Least = least, Most = most });
    }

    /// <summary>The last step takes so many records or more; a match for each number.</summary>
    public Pattern<T> TimesOrMore(int least) => Times(least, int.MaxValue);

    /// <summary>The last step takes a record or more; a match for each number.</summary>
    public Pattern<T> OneOrMore() => TimesOrMore(1);

    /// <summary>The last step may be left out.</summary>
    public Pattern<T> Optional() => WithTaking(nameof(Optional), static step => step with { IsOptional = true });

    /// <summary>
    /// The last step takes all that it can: a record that it could take no later step does, so that there is one match instead of one for
    /// each number. A step that is required must follow.
    /// </summary>
    public Pattern<T> Greedy() => WithTaking(nameof(Greedy), static step => step with { IsGreedy = true });

    /// <summary>Nothing may lie between the records of the last step. By default those that do not match are passed over.</summary>
    public Pattern<T> Consecutive() => WithTaking(nameof(Consecutive), static step => step with { Inner = Contiguity.Strict });

    /// <summary>Any record may lie between the records of the last step, also one that matches.</summary>
    public Pattern<T> AllowCombinations() => WithTaking(nameof(AllowCombinations), static step => step with { Inner = Contiguity.Any });

    /// <summary>The last record of a match comes less than this behind its first. Bounds the state, too: a pattern should have
    /// one.</summary>
    /// <param name="time">More than zero.</param>
    public Pattern<T> Within(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        return new Pattern<T>(this) { Limit = time };
    }

    // ---- which matches rule out others: one that began earlier goes first, so a match waits while one may yet come of what began before

    /// <summary>Of the matches that begin with the same record there is one: that which is whole first.</summary>
    public Pattern<T> SkipToNext() => Skipping(SkipTo.Next);

    /// <summary>A record that belongs to a match belongs to no other: none begins before the match has ended.</summary>
    public Pattern<T> SkipPastLast() => Skipping(SkipTo.PastLast);

    /// <summary>No other match begins before the first record that a step took; where it took none, any may.</summary>
    /// <param name="step">One of the pattern's that takes records.</param>
    public Pattern<T> SkipToFirst(string step) => Skipping(SkipTo.FirstOf, step);

    /// <summary>No other match begins before the last record that a step took; where it took none, any may.</summary>
    /// <param name="step">One of the pattern's that takes records.</param>
    public Pattern<T> SkipToLast(string step) => Skipping(SkipTo.LastOf, step);

    private Pattern<T> Skipping(SkipTo to, string? step = null) => new(this) { Skip = new AfterMatch(to, step) };

    private Pattern<T> ThenNot(string step, Contiguity contiguity)
    {
        if (Steps[^1].IsOptional)
        {
            throw new ArgumentException(
                $"'{step}' must not follow '{Steps[^1].Name}', which is optional: it would not be clear what it follows. "
                    + "Make that step required, or write two patterns.",
                nameof(step));
        }

        return Then(step, contiguity).With(static not => not with { IsNot = true });
    }

    private Pattern<T> Then(string step, Contiguity contiguity)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(step);
        return Steps.Any(other => other.Name == step)
            ? throw new ArgumentException($"The pattern has a step '{step}' already. Give each its own name.", nameof(step))
            : new Pattern<T>(this) { Steps = [.. Steps, new PatternStep<T>(step, contiguity)] };
    }

    private Pattern<T> WithTaking(string what, Func<PatternStep<T>, PatternStep<T>> change) => Steps[^1].IsNot
        ? throw new InvalidOperationException(
            $"{what} is about records that a step takes, and '{Steps[^1].Name}' says what must not come. Call it on a step before.")
        : With(change);

    private Pattern<T> With(Func<PatternStep<T>, PatternStep<T>> change) => new(this) { Steps = [.. Steps.SkipLast(1), change(Steps[^1])] };
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
