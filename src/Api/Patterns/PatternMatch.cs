namespace ActorStream;

/// <summary>The records that have matched a pattern, or a part of it.</summary>
/// <typeparam name="T">Records.</typeparam>
public sealed class PatternMatch<T>
{
    private readonly IReadOnlyList<(string Step, T Record)> _records;

    internal PatternMatch(IReadOnlyList<(string Step, T Record)> records) => _records = records;

    /// <summary>All records, in their order.</summary>
    public IEnumerable<T> Records => _records.Select(static one => one.Record);

    /// <summary>The records of a step, in their order; none if it was left out or has not matched yet.</summary>
    public IReadOnlyList<T> this[string step] => [.. _records.Where(one => one.Step == step).Select(static one => one.Record)];
}
