namespace ActorStream;

/// <summary>Which other matches a match rules out: those that begin before a place in it.</summary>
/// <param name="To">Where others may begin again.</param>
/// <param name="Step">The step that <see cref="SkipTo.FirstOf"/> and <see cref="SkipTo.LastOf"/> go to.</param>
internal readonly record struct AfterMatch(SkipTo To, string? Step = null);

/// <summary>Where the next match may begin.</summary>
internal enum SkipTo
{
    /// <summary>Anywhere.</summary>
    Anywhere,

    /// <summary>Behind the match's first record.</summary>
    Next,

    /// <summary>Behind its last record.</summary>
    PastLast,

    /// <summary>At the first record of a step; anywhere, if the step took none.</summary>
    FirstOf,

    /// <summary>At the last record of a step; anywhere, if the step took none.</summary>
    LastOf,
}
