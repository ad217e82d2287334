namespace ActorStream;

/// <summary>Advances the partial matches of a key by its next record.</summary>
/// <param name="pattern">The pattern.</param>
/// <param name="records">What they have taken.</param>
internal sealed class PatternRuns<T>(Pattern<T> pattern, MatchedRecords<T> records)
{
    private readonly IReadOnlyList<PatternStep<T>> _steps = pattern.Steps;

    /// <summary>Ends partial matches that have taken too long, and answers those that were none yet.</summary>
    internal IReadOnlyList<PatternMatch<T>> Expire(PatternProgress progress, long now)
    {
        if (pattern.Limit is not { } limit || !progress.Waiting.Exists(IsOver))
        {
            return [];
        }

        var over = progress.Waiting.Where(IsOver).ToList();
        progress.Waiting.RemoveAll(IsOver);
        var timedOut = over.Where(static one => !one.IsWhole).Select(static one => one.Node).Distinct().Select(records.Read).ToList();
        over.ForEach(one => records.Release(one.Node));
        return timedOut;

        bool IsOver(PartialMatch one) => now - one.Begun >= limit.Ticks;
    }

    /// <summary>Handles the next record; answers what it makes whole.</summary>
    internal IReadOnlyList<PatternMatch<T>> Handle(PatternProgress progress, T record, long time)
    {
        var id = ++progress.LastId;
        records.Add(id, record);
        var (before, found) = (progress.Waiting, new List<PatternMatch<T>>());
        progress.Waiting = [];
        // With the next record a match may always begin, whatever else is under way.
        foreach (var one in before.Concat(FirstSteps(-1).Select(step => new PartialMatch(step, 0, MatchedRecords<T>.Root, time, false))))
        {
            var step = _steps[one.Step];
            var isNew = one.Node == MatchedRecords<T>.Root;
            var contiguity = one.Count == 0 ? step.Entry : step.Inner;
            var accepts = step.Accepts(record, () => records.Read(one.Node));
            if (accepts)
            {
                Take(progress, one, id, found);
            }

            if (!isNew && (accepts ? contiguity == Contiguity.Any : contiguity != Contiguity.Strict))
            {
                progress.Waiting.Add(one);
            }
            else if (!isNew)
            {
                records.Release(one.Node);
            }
        }

        if (pattern.SkipsPastLast && found.Count > 0)
        {
            progress.Waiting.ForEach(one => records.Release(one.Node));
            progress.Waiting.Clear();
            found.RemoveRange(1, found.Count - 1);
        }

        records.Forget(id);
        return found;
    }

    /// <summary>A partial match takes the record, and goes on in every way that is left.</summary>
    private void Take(PatternProgress progress, PartialMatch one, long record, List<PatternMatch<T>> found)
    {
        var (node, step, count) = (++progress.LastId, _steps[one.Step], one.Count + 1);
        records.Append(node, one.Node, one.Step, record);
        var isDone = count >= step.Least;
        var isWhole = isDone && _steps.Skip(one.Step + 1).All(static later => later.IsOptional);
        if (isWhole)
        {
            found.Add(records.Read(node));
        }

        if (count < step.Most)
        {
            GoOn(one with { Count = count, Node = node, IsWhole = isWhole });
        }

        foreach (var next in isDone ? FirstSteps(one.Step) : [])
        {
            GoOn(new PartialMatch(next, 0, node, one.Begun, isWhole));
        }

        records.Release(node);

        void GoOn(PartialMatch further)
        {
            records.Use(node);
            progress.Waiting.Add(further);
        }
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
