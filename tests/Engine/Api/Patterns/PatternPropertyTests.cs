using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Api.Patterns;

/// <summary>Patterns and inputs by chance, against all ways to take records, each held against what a match is.</summary>
public sealed class PatternPropertyTests
{
    private const int Cases = 300;
    private static readonly DateTimeOffset Noon = new(2001, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SideOutput<string> Over = new("over");

    // Contiguity is S, R or A: strict, relaxed, any. Until and what must not come behind the step are letters, too; a strict one is in
    // capitals.
    private sealed record Step(string Letters, char Entry, char Inner, int Least, int Most, bool IsOptional)
    {
        internal bool IsGreedy { get; init; }

        internal string Until { get; init; } = "";

        internal string Not { get; init; } = "";
    }

    private sealed record Case(List<Step> Steps, int? Limit, string Skip, string Input);

    [Fact]
    public void Matches_are_those_of_trying_every_way()
    {
        var (matched, kinds) = (0, new SortedDictionary<string, int>());
        for (var seed = 1; seed <= Cases; seed++)
        {
            var dice = new Random(seed);
            var test = AnyCase(dice);

            var expected = Expected(test).Select(static match => match.Text).Order(StringComparer.Ordinal).ToList();

            Assert.Equal((seed, string.Join(' ', expected)), (seed, string.Join(' ', Matches(test, dice))));
            matched += expected.Count;
            foreach (var kind in KindsOf(test).Where(_ => expected.Count > 0)) kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        }

        Assert.True(matched > Cases, $"There were only {matched} matches.");
        Assert.True(kinds.Count == 8 && kinds.Values.Min() >= 5, string.Join(", ", kinds));
    }

    private static Case AnyCase(Random dice)
    {
        var steps = Enumerable.Range(0, dice.Next(1, 4)).Select(_ => AnyStep(dice)).ToList();
        if (steps.TrueForAll(static step => step.IsOptional)) steps[0] = steps[0] with { IsOptional = false };
        int? limit = dice.Next(2) == 0 ? null : dice.Next(1, 7);
        for (var i = 0; i < steps.Count; i++)
        {
            if (dice.Next(3) == 0 && !steps[i].IsOptional)
            {
                var isStrict = dice.Next(2) == 0 || (i == steps.Count - 1 && limit is null);
                steps[i] = steps[i] with { Not = isStrict ? "ABC".Substring(dice.Next(3), 1) : "abc".Substring(dice.Next(3), 1) };
            }
        }

        var last = steps.FindLastIndex(static step => !step.IsOptional);
        for (var i = steps[^1].Not.Length > 0 ? steps.Count : last; i < steps.Count; i++) steps[i] = steps[i] with { IsGreedy = false };
        var skip = dice.Next(3) > 0 ? "" : ((string[])["next", "last", "to first", "to last"])[dice.Next(4)];
        if (skip.Contains(' ')) skip += $" {dice.Next(steps.Count)}";
        return new Case(steps, limit, skip, string.Concat(Enumerable.Range(0, dice.Next(1, 9)).Select(_ => "abc"[dice.Next(3)])));
    }

    private static Step AnyStep(Random dice)
    {
        var least = dice.Next(1, 3);
        var most = dice.Next(4) == 0 ? int.MaxValue : least + dice.Next(3);
        var step = new Step(
            ((string[])["a", "b", "ab", "abc", "bc"])[dice.Next(5)], "SRA"[dice.Next(3)], "SRA"[dice.Next(3)], least, most,
            dice.Next(4) == 0);
        return step with { IsGreedy = step.Inner != 'A' && dice.Next(3) == 0, Until = most == int.MaxValue && dice.Next(2) == 0
            ? "abc".Substring(dice.Next(3), 1)
            : "" };
    }

    private static IEnumerable<string> KindsOf(Case test)
    {
        if (test.Skip.Length > 0) yield return test.Skip.Length > 4 ? test.Skip[..^2] : test.Skip;
        if (test.Steps.Exists(static step => step.IsGreedy)) yield return "greedy";
        if (test.Steps.Exists(static step => step.Until.Length > 0)) yield return "until";
        if (test.Steps.Exists(static step => step.Not.Any(char.IsLower))) yield return "not";
        if (test.Steps.Exists(static step => step.Not.Any(char.IsUpper))) yield return "not next";
    }

    // ---- what a match is

    /// <summary>A match: the place of each record, with the step that took it, and where it is certain.</summary>
    private sealed record Found(List<(int Step, int At)> Taken, int Whole)
    {
        internal string Text => string.Concat(Taken.Select(static one => $"{one.Step}:{one.At},"));
    }

    /// <summary>Every way to take records that is a match, less those that others rule out.</summary>
    private static List<Found> Expected(Case test)
    {
        // Of those that begin and are whole alike, the one that gives earlier steps more, and earlier records, is first.
        var left = Ways(test, []).Where(taken => taken.Count > 0).Select(taken => (Taken: taken, Whole: WholeAt(test, taken)))
            .Where(static way => way.Whole is not null).Select(static way => new Found(way.Taken, way.Whole!.Value))
            .OrderBy(static match => match.Taken[0].At).ThenBy(static match => match.Whole)
            .ThenBy(static match => string.Concat(match.Taken.Select(static one => $"{one.Step}{one.At}")) + "~", StringComparer.Ordinal)
                .ToList();
        if (test.Skip.Length == 0) return left;

        var found = new List<Found>();
        while (left.Count > 0)
        {
            found.Add(left[0]);
            var taken = left[0].Taken;
            var ofStep = taken.Where(one => test.Skip.EndsWith($" {one.Step}", StringComparison.Ordinal)).Select(static one => one.At)
                .ToList();
            var next = test.Skip switch
            {
                "next" => taken[0].At + 1,
                "last" => taken[^1].At + 1,
                var skip => ofStep.Count == 0 ? 0 : skip.StartsWith("to first", StringComparison.Ordinal) ? ofStep[0] : ofStep[^1],
            };
            left.RemoveAt(0);
            left.RemoveAll(match => match.Taken[0].At < next);
        }

        return found;
    }

    /// <summary>All rows of records that steps could take, one behind the other, whatever lies between.</summary>
    private static IEnumerable<List<(int Step, int At)>> Ways(Case test, List<(int Step, int At)> taken)
    {
        yield return taken;
        var (step, last) = taken.Count == 0 ? (0, -1) : taken[^1];
        for (var at = last + 1; at < test.Input.Length; at++)
        {
            for (var next = step; next < test.Steps.Count; next++)
            {
                if (!MayTake(test, taken, next, at)) continue;
                foreach (var way in Ways(test, [.. taken, (next, at)])) yield return way;
            }
        }
    }

    /// <summary>Whether a step may take a record behind those that have been taken.</summary>
    private static bool MayTake(Case test, List<(int Step, int At)> taken, int next, int at)
    {
        var step = test.Steps[next];
        var (before, last) = taken.Count == 0 ? (-1, -1) : taken[^1];
        var count = taken.Count(one => one.Step == before);
        var isFirst = next != before;
        if (!step.Letters.Contains(test.Input[at]) || step.Until.Contains(test.Input[at])) return false;
        if (!isFirst && count == step.Most) return false;
        if (isFirst && before >= 0 && count < test.Steps[before].Least) return false;
        if (isFirst && test.Steps.Take(next).Skip(before + 1).Any(static skipped => !skipped.IsOptional)) return false;
        if (taken.Count == 0) return !GreedyTakes(test, taken, next, at);

        if (test.Limit is { } limit && at - taken[0].At >= limit) return false;
        var between = test.Input[(last + 1)..at];
        var contiguity = isFirst ? step.Entry : step.Inner;
        if (contiguity == 'S' && between.Length > 0) return false;
        if (contiguity == 'R' && between.Any(step.Letters.Contains)) return false;
        if (step.Until.Length > 0 && !(isFirst && contiguity == 'A') && between.Contains(step.Until[0])) return false;
        if (IsRuledOut(test, taken, at, isFirst)) return false;
        return !isFirst || !GreedyTakes(test, taken, next, at);
    }

    /// <summary>Something that must not come has come, up to a record.</summary>
    private static bool IsRuledOut(Case test, List<(int Step, int At)> taken, int at, bool isOver)
    {
        var (step, last) = taken[^1];
        var not = test.Steps[step].Not;
        if (not.Length == 0) return false;
        if (char.IsLower(not[0])) return test.Input[(last + 1)..Math.Min(at + 1, test.Input.Length)].Contains(not[0]);
        var mayBeOver = isOver || taken.Count(one => one.Step == step) >= test.Steps[step].Least;
        return mayBeOver && last + 1 < test.Input.Length && test.Input[last + 1] == char.ToLowerInvariant(not[0]);
    }

    /// <summary>A greedy step before the next one could have taken one of the records up to where that begins.</summary>
    private static bool GreedyTakes(Case test, List<(int Step, int At)> taken, int next, int at)
    {
        var (before, last) = taken.Count == 0 ? (0, at - 1) : taken[^1];
        for (var greedy = before; greedy < next; greedy++)
        {
            if (!test.Steps[greedy].IsGreedy) continue;
            for (var one = last + 1; one <= at && one < test.Input.Length; one++)
            {
                if (MayTake(test, taken, greedy, one)) return true;
            }
        }

        return false;
    }

    /// <summary>Where what has been taken is certain to be a match; null: it is none.</summary>
    private static int? WholeAt(Case test, List<(int Step, int At)> taken)
    {
        var (step, last) = taken[^1];
        if (taken.Count(one => one.Step == step) < test.Steps[step].Least || test.Steps.Skip(step + 1).Any(static rest => !rest.IsOptional))
            return null;
        var not = step == test.Steps.Count - 1 ? test.Steps[step].Not : "";
        if (not.Length == 0) return last;

        var over = test.Limit is { } limit ? taken[0].At + limit : int.MaxValue;
        var isStrict = char.IsUpper(not[0]);
        var until = isStrict ? last + 1 : over;
        if (isStrict && (until >= test.Input.Length || until >= over)) return null;
        var lastSeen = isStrict ? until : Math.Min(over, test.Input.Length) - 1;
        if (lastSeen > last && IsRuledOut(test, taken, lastSeen, isOver: true)) return null;
        return GreedyTakes(test, taken, test.Steps.Count, lastSeen) ? null : until;
    }

    // ---- what is found

    private static IEnumerable<string> Matches(Case test, Random dice)
    {
        using var fresh = Harness(PatternOf(test), test.Steps.Count, parallelism: 2);
        using var harness = Harness(PatternOf(test), test.Steps.Count);
        foreach (var at in Enumerable.Range(0, test.Input.Length).OrderBy(_ => dice.Next()))
            harness.Push($"{test.Input[at]}{at}", Noon.AddSeconds(at));
        for (var at = 0; at < test.Input.Length; at += dice.Next(1, 4))
        {
            harness.PushWatermark(Noon.AddSeconds(at));
            if (dice.Next(4) == 0) harness.Restore(harness.Snapshot());
        }

        harness.PushWatermark(DateTimeOffset.MaxValue);
        if (test.Limit is not null)
        {
            // At another parallelism all of it is written anew: what is left would show.
            harness.Restore(harness.Snapshot(), parallelism: 2);
            Assert.Equal(fresh.Snapshot().StateBytes, harness.Snapshot().StateBytes);
        }

        return harness.TakeOutput().Order(StringComparer.Ordinal);
    }

    private static Pattern<string> PatternOf(Case test)
    {
        var pattern = Pattern.Begin<string>("0");
        for (var i = 0; i < test.Steps.Count; i++)
        {
            var step = test.Steps[i];
            if (i > 0) pattern =
                step.Entry switch { 'S' => pattern.Next($"{i}"), 'R' => pattern.FollowedBy($"{i}"), _ => pattern.FollowedByAny($"{i}") };
            pattern = pattern.Where(record => step.Letters.Contains(record[0])).Times(step.Least, step.Most);
            if (step.Inner != 'R') pattern = step.Inner == 'S' ? pattern.Consecutive() : pattern.AllowCombinations();
            if (step.IsOptional) pattern = pattern.Optional();
            if (step.IsGreedy) pattern = pattern.Greedy();
            if (step.Until.Length > 0) pattern = pattern.Until(record => record[0] == step.Until[0]);
            if (step.Not.Length == 0) continue;
            pattern = char.IsUpper(step.Not[0]) ? pattern.NotNext($"not {i}") : pattern.NotFollowedBy($"not {i}");
            pattern = pattern.Where(record => record[0] == char.ToLowerInvariant(step.Not[0]));
        }

        if (test.Limit is { } seconds) pattern = pattern.Within(TimeSpan.FromSeconds(seconds));
        return test.Skip switch
        {
            "" => pattern,
            "next" => pattern.SkipToNext(),
            "last" => pattern.SkipPastLast(),
            var skip => skip.StartsWith("to first", StringComparison.Ordinal)
                ? pattern.SkipToFirst(skip[^1..])
                : pattern.SkipToLast(skip[^1..]),
        };
    }

    private static OperatorHarness<string, string> Harness(Pattern<string> pattern, int steps, int parallelism = 1) => OperatorHarness.Of(
        (DataStream<string> records) => records.KeyBy(static _ => 0).Match(pattern).Select(
            match => string.Concat(Enumerable.Range(0, steps)
                .SelectMany(step => match[$"{step}"].Select(record => $"{step}:{record[1..]},"))),
            Over, static _ => "", "match"),
        new OperatorHarnessOptions { Parallelism = parallelism });
}
