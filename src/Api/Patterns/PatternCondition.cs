namespace ActorStream;

/// <summary>What a record must fulfil: by itself, or given what has matched before it. Immutable.</summary>
internal sealed class PatternCondition<T>
{
    internal static readonly PatternCondition<T> None = new([], []);

    private readonly Func<T, bool>[] _ofRecord;
    private readonly Func<T, PatternMatch<T>, bool>[] _onMatch;

    private PatternCondition(Func<T, bool>[] ofRecord, Func<T, PatternMatch<T>, bool>[] onMatch) =>
        (_ofRecord, _onMatch) = (ofRecord, onMatch);

    internal PatternCondition<T> And(Func<T, bool> condition) => new([.. _ofRecord, condition], _onMatch);

    internal PatternCondition<T> And(Func<T, PatternMatch<T>, bool> condition) => new(_ofRecord, [.. _onMatch, condition]);

    /// <summary>Whether a record fulfils all of it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="matchedBefore">Read only where a condition looks at it.</param>
    internal bool Holds(T record, Func<PatternMatch<T>> matchedBefore)
    {
        foreach (var condition in _ofRecord)
        {
            if (!condition(record))
            {
                return false;
            }
        }

        return _onMatch.Length == 0 || matchedBefore() is var match && Array.TrueForAll(_onMatch, condition => condition(record, match));
    }
}
