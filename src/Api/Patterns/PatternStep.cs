namespace ActorStream;

/// <summary>One step of a pattern: which records it takes, how many, and what may lie before each.</summary>
/// <param name="Name">Names it within the pattern.</param>
/// <param name="Entry">What may lie between the step before and the first record of this one.</param>
internal sealed record PatternStep<T>(string Name, Contiguity Entry)
{
    /// <summary>What may lie between two records of this step.</summary>
    internal Contiguity Inner { get; init; } = Contiguity.Relaxed;

    internal int Least { get; init; } = 1;

    internal int Most { get; init; } = 1;

    internal bool IsOptional { get; init; }

    /// <summary>All must accept a record.</summary>
    internal IReadOnlyList<Func<T, bool>> Conditions { get; init; } = [];

    /// <summary>All must accept a record, given what has matched before it.</summary>
    internal IReadOnlyList<Func<T, PatternMatch<T>, bool>> ConditionsOnMatch { get; init; } = [];

    internal bool Accepts(T record, Func<PatternMatch<T>> matchedBefore)
    {
        foreach (var condition in Conditions)
        {
            if (!condition(record))
            {
                return false;
            }
        }

        return ConditionsOnMatch.Count == 0 || matchedBefore() is var match && ConditionsOnMatch.All(condition => condition(record, match));
    }
}

/// <summary>What may lie between two records that match.</summary>
internal enum Contiguity
{
    /// <summary>Nothing.</summary>
    Strict,

    /// <summary>Records that do not match.</summary>
    Relaxed,

    /// <summary>Any records: one that matches may be taken, and may be passed over.</summary>
    Any,
}
