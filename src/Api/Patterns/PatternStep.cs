namespace ActorStream;

/// <summary>One step of a pattern: which records it takes, how many, and what may lie before each; or which must not come there.</summary>
/// <param name="Name">Names it within the pattern.</param>
/// <param name="Entry">What may lie between the step before and the first record of this one.</param>
internal sealed record PatternStep<T>(string Name, Contiguity Entry)
{
    /// <summary>No record that fulfils the step may come: directly behind the step before (strict), or until the next step.</summary>
    internal bool IsNot { get; init; }

    /// <summary>What may lie between two records of this step.</summary>
    internal Contiguity Inner { get; init; } = Contiguity.Relaxed;

    internal int Least { get; init; } = 1;

    internal int Most { get; init; } = 1;

    internal bool IsOptional { get; init; }

    /// <summary>A record that the step can take no later step does.</summary>
    internal bool IsGreedy { get; init; }

    /// <summary>Which records the step is about.</summary>
    internal PatternCondition<T> Where { get; init; } = PatternCondition<T>.None;

    /// <summary>Which record ends the step, and is not taken by it; null: none.</summary>
    internal PatternCondition<T>? Until { get; init; }
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
