namespace ActorStream;

/// <summary>Advances the partial matches of a key by its next record.</summary>
/// <param name="plan">The pattern.</param>
/// <param name="records">What they have taken.</param>
internal sealed class PatternRuns<T>(PatternPlan<T> plan, MatchedRecords<T> records)
{
    private readonly IReadOnlyList<PatternStep<T>> _steps = plan.Steps;

    // Where a greedy step has taken the record being handled, no later step may go on from.
    private readonly HashSet<long> _takenGreedily = [];

    /// <summary>Ends partial matches that have taken too long, and answers those that were none yet.</summary>
    internal IReadOnlyList<PatternMatch<T>> Expire(PatternProgress progress, long now)
    {
        if (plan.Limit is not { } limit || !progress.Waiting.Exists(IsOver))
        {
            return [];
        }

        var over = progress.Waiting.Where(IsOver).ToList();
        progress.Waiting.RemoveAll(IsOver);
        var timedOut = over.Where(static one => !one.IsWhole).Select(static one => one.Node).Distinct().Select(records.Read).ToList();
        foreach (var one in over)
        {
            if (one.Step == _steps.Count && plan.EndsWithTime)
            {
                Complete(progress, one.Node, one.First);
            }

            records.Release(one.Node);
        }

        return timedOut;

        bool IsOver(PartialMatch one) => now - one.Begun >= limit.Ticks;
    }

    /// <summary>Nothing comes any more: no partial match will be whole.</summary>
    internal void End(PatternProgress progress)
    {
        progress.Waiting.ForEach(one => records.Release(one.Node));
        progress.Waiting.Clear();
    }

    /// <summary>Handles the next record.</summary>
    internal void Handle(PatternProgress progress, T record, long time)
    {
        var id = ++progress.LastId;
        records.Add(id, record);
        var before = progress.Waiting;
        progress.Waiting = [];
        _takenGreedily.Clear();
        // With the next record a match may always begin, whatever else is under way.
        var begins = FirstSteps(-1).Select(step => new PartialMatch(step, 0, MatchedRecords<T>.Root, time, false, id));
        foreach (var one in before.Concat(begins))
        {
            if (!_takenGreedily.Contains(one.Node) && !IsRuledOut(progress, one, record) && MayWait(progress, one, record, id))
            {
                progress.Waiting.Add(one);
            }
            else
            {
                records.Release(one.Node);
            }
        }

        progress.LastRecord = id;
        records.Forget(id);
    }

    /// <summary>
    /// Takes out the matches that nothing can rule out any more: of those that rule each other out the one that began first, and of these
    /// the one that was whole first.
    /// </summary>
    internal IEnumerable<PatternMatch<T>> TakeMatches(PatternProgress progress)
    {
        while (progress.Held.Count > 0)
        {
            var match = plan.Skips ? progress.Held.MinBy(static one => one.First) : progress.Held[0];
            if (plan.Skips && progress.Waiting.Exists(one => one.First < match.First))
            {
                yield break;
            }

            progress.Held.Remove(match);
            var nextBegin = plan.NextBegin(records.Branch(match.Node));
            progress.Waiting.RemoveAll(one => IsSkipped(one.First, one.Node));
            progress.Held.RemoveAll(one => IsSkipped(one.First, one.Node));
            var taken = records.Read(match.Node);
            records.Release(match.Node);
            yield return taken;

            bool IsSkipped(long first, long node)
            {
                if (first < nextBegin)
                {
                    records.Release(node);
                }

                return first < nextBegin;
            }
        }
    }

    /// <summary>Something came that must not come behind what has been taken.</summary>
    private bool IsRuledOut(PatternProgress progress, PartialMatch one, T record)
    {
        if (!plan.HasNots || one.Node == MatchedRecords<T>.Root)
        {
            return false;
        }

        var behind = records.StepOf(one.Node);
        foreach (var not in plan.NotsBehind(behind))
        {
            // Directly behind: nodes are made with the record that they took, and only a step that may be over has a record behind it.
            var counts = not.Entry != Contiguity.Strict
                || (one.Node > progress.LastRecord && (one.Count == 0 || one.Count >= _steps[behind].Least));
            if (counts && not.Where.Holds(record, () => records.Read(one.Node)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Has a partial match take the record if it can. Answers whether it may take a later one instead.</summary>
    private bool MayWait(PatternProgress progress, PartialMatch one, T record, long id)
    {
        if (one.Step == _steps.Count)
        {
            if (!plan.EndsWithTime)
            {
                Complete(progress, one.Node, one.First);
            }

            return plan.EndsWithTime;
        }

        var step = _steps[one.Step];
        var contiguity = one.Count == 0 ? step.Entry : step.Inner;
        var hasBegun = one.Node != MatchedRecords<T>.Root;
        if (step.Until?.Holds(record, MatchedBefore) == true)
        {
            return hasBegun && one.Count == 0 && contiguity == Contiguity.Any;
        }

        if (!step.Where.Holds(record, MatchedBefore))
        {
            return hasBegun && contiguity != Contiguity.Strict;
        }

        Take(progress, one, id);
        if (step.IsGreedy)
        {
            _takenGreedily.Add(one.Node);
        }

        return hasBegun && contiguity == Contiguity.Any;

        PatternMatch<T> MatchedBefore() => records.Read(one.Node);
    }

    /// <summary>A partial match takes the record, and goes on in every way that is left.</summary>
    private void Take(PatternProgress progress, PartialMatch one, long record)
    {
        var (node, step, count) = (++progress.LastId, _steps[one.Step], one.Count + 1);
        records.Append(node, one.Node, one.Step, record);
        var isDone = count >= step.Least;
        var isWhole = isDone && one.Step >= plan.LastRequired;
        if (isWhole && !plan.HasEnding)
        {
            Complete(progress, node, one.First);
        }

        if (count < step.Most)
        {
            GoOn(one with { Count = count, Node = node, IsWhole = isWhole });
        }

        foreach (var next in isDone ? FirstSteps(one.Step) : [])
        {
            GoOn(one with { Step = next, Count = 0, Node = node, IsWhole = isWhole });
        }

        if (isWhole && plan.HasEnding)
        {
            GoOn(one with { Step = _steps.Count, Count = 0, Node = node, IsWhole = plan.EndsWithTime });
        }

        records.Release(node);

        void GoOn(PartialMatch further)
        {
            records.Use(node);
            progress.Waiting.Add(further);
        }
    }

    private void Complete(PatternProgress progress, long node, long first)
    {
        records.Use(node);
        progress.Held.Add(new WholeMatch(node, first));
    }

    /// <summary>The steps that may come behind one: the next, and those behind it as long as what lies between may be left out.</summary>
    private IEnumerable<int> FirstSteps(int behind)
    {
        for (var step = behind + 1; step < _steps.Count; step++)
        {
            yield return step;
            if (!_steps[step].IsOptional)
            {
                yield break;
            }
        }
    }
}
