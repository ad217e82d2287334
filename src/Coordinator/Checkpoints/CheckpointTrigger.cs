namespace ActorStream.Coordinator;

/// <summary>Decides when the next periodic round starts. Times are those of a clock that never goes back.</summary>
internal sealed class CheckpointTrigger(CheckpointSettings settings)
{
    /// <summary>
    /// Output has waited since before the failure, and a checkpoint that builds on the restored one is small: the first of an epoch that
    /// goes on from one comes sooner than others, by so many times.
    /// </summary>
    private const int SoonerAfterRestore = 10;

    /// <summary>How long to wait from now; zero: start; null: not before something happens.</summary>
    internal TimeSpan? WaitFor(TriggerFacts facts)
    {
        if (facts.IsInjecting || facts.Pending >= settings.MaxConcurrent || facts.Uncommitted >= settings.MaxPendingTransactions)
            return null;
        if (facts.IsAsked) return TimeSpan.Zero;
        if (settings.Interval is not { } interval) return null;
        var due = facts.LastStart + (facts.IsRestored ? interval / SoonerAfterRestore : interval);
        if (facts.LastEnd is { } lastEnd && lastEnd + settings.MinPause > due) due = lastEnd + settings.MinPause;
        return due > facts.Now ? due - facts.Now : TimeSpan.Zero;
    }
}

/// <summary>What the decision depends on.</summary>
/// <param name="Now">The time.</param>
/// <param name="LastStart">When the last round started, or the epoch.</param>
/// <param name="LastEnd">When the last round completed or failed; null: none has.</param>
/// <param name="Pending">Rounds under way.</param>
/// <param name="IsInjecting">A round has not reached all sources yet: a second one must not overtake it.</param>
/// <param name="Uncommitted">Rounds since the last commit, aborted ones included: as many transactions may be pending in a sink.</param>
/// <param name="IsRestored">The epoch goes on from a checkpoint and has started no round yet.</param>
/// <param name="IsAsked">Somebody waits for a savepoint: the next round starts as soon as it may.</param>
internal readonly record struct TriggerFacts(
    TimeSpan Now, TimeSpan LastStart, TimeSpan? LastEnd, int Pending, bool IsInjecting, int Uncommitted, bool IsRestored = false,
    bool IsAsked = false);
