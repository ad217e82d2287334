using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Api.Patterns;

/// <summary>Patterns and inputs by chance, against all ways to take records, each held against what a match is.</summary>
public sealed class PatternPropertyTests
{
    private const int Cases = 150;
    private static readonly DateTimeOffset Noon = new(2001, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SideOutput<string> Over = new("over");

    // Contiguity is S, R or A: strict, relaxed, any.
    private sealed record Step(string Letters, char Entry, char Inner, int Least, int Most, bool IsOptional);

    [Fact]
    public void Matches_are_those_of_trying_every_way()
    {
        var matched = 0;
        for (var seed = 1; seed <= Cases; seed++)
        {
            var dice = new Random(seed);
            var steps = Enumerable.Range(0, dice.Next(1, 4)).Select(_ => AnyStep(dice)).ToList();
            if (steps.TrueForAll(static step => step.IsOptional)) steps[0] = steps[0] with { IsOptional = false };
            int? limit = dice.Next(2) == 0 ? null : dice.Next(1, 7);
            var input = string.Concat(Enumerable.Range(0, dice.Next(1, 8)).Select(_ => "abc"[dice.Next(3)]));

            var expected = EveryWay(steps, limit, input).Order(StringComparer.Ordinal).ToList();

            Assert.Equal((seed, string.Join(' ', expected)), (seed, string.Join(' ', Matches(steps, limit, input, dice))));
            matched += expected.Count;
        }

        Assert.True(matched > Cases, $"There were only {matched} matches.");
    }

    private static Step AnyStep(Random dice)
    {
        var least = dice.Next(1, 3);
        return new Step(
            ((string[])["a", "b", "ab", "abc", "bc"])[dice.Next(5)], "SRA"[dice.Next(3)], "SRA"[dice.Next(3)], least, least + dice.Next(3), dice.Next(4) == 0);
    }

    // ---- what a match is

    /// <summary>Each match as the places of its records, with the steps that took them.</summary>
    private static IEnumerable<string> EveryWay(List<Step> steps, int? limit, string input) =>
        Continuations(steps, input, step: 0, taken: 0, from: -1, first: -1, limit);

    // From a step that has taken so many records, the last of all being `from`, and -1 if there is none.
    private static IEnumerable<string> Continuations(List<Step> steps, string input, int step, int taken, int from, int first, int? limit)
    {
        if (step == steps.Count)
        {
            yield return "";
            yield break;
        }

        var now = steps[step];
        if ((taken == 0 && now.IsOptional) || taken >= now.Least)
        {
            foreach (var rest in Continuations(steps, input, step + 1, 0, from, first, limit)) yield return rest;
        }

        if (taken == now.Most) yield break;
        for (var at = from + 1; at < input.Length; at++)
        {
            var contiguity = from < 0 ? 'A' : taken == 0 ? now.Entry : now.Inner;
            var isFirst = first < 0 ? at : first;
            if (now.Letters.Contains(input[at]) && (limit is null || at - isFirst < limit) && MayPass(contiguity, input[(from + 1)..at], now.Letters))
            {
                foreach (var rest in Continuations(steps, input, step, taken + 1, at, isFirst, limit)) yield return $"{step}:{at},{rest}";
            }
        }
    }

    private static bool MayPass(char contiguity, string between, string letters) => contiguity switch
    {
        'S' => between.Length == 0,
        'R' => !between.Any(letters.Contains),
        _ => true,
    };

    // ---- what is found

    private static IEnumerable<string> Matches(List<Step> steps, int? limit, string input, Random dice)
    {
        var pattern = Pattern.Begin<string>("0");
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            if (i > 0) pattern = step.Entry switch { 'S' => pattern.Next($"{i}"), 'R' => pattern.FollowedBy($"{i}"), _ => pattern.FollowedByAny($"{i}") };
            pattern = pattern.Where(record => step.Letters.Contains(record[0])).Times(step.Least, step.Most);
            if (step.Inner != 'R') pattern = step.Inner == 'S' ? pattern.Consecutive() : pattern.AllowCombinations();
            if (step.IsOptional) pattern = pattern.Optional();
        }

        if (limit is { } seconds) pattern = pattern.Within(TimeSpan.FromSeconds(seconds));
        using var fresh = Harness(pattern, steps.Count, parallelism: 2);
        using var harness = Harness(pattern, steps.Count);
        foreach (var at in Enumerable.Range(0, input.Length).OrderBy(_ => dice.Next())) harness.Push($"{input[at]}{at}", Noon.AddSeconds(at));
        for (var at = 0; at < input.Length; at += dice.Next(1, 4))
        {
            harness.PushWatermark(Noon.AddSeconds(at));
            if (dice.Next(4) == 0) harness.Restore(harness.Snapshot());
        }

        harness.PushWatermark(Noon.AddDays(1));
        if (limit is not null)
        {
            // At another parallelism all of it is written anew: what is left would show.
            harness.Restore(harness.Snapshot(), parallelism: 2);
            Assert.Equal(fresh.Snapshot().StateBytes, harness.Snapshot().StateBytes);
        }

        return harness.TakeOutput().Order(StringComparer.Ordinal);
    }

    private static OperatorHarness<string, string> Harness(Pattern<string> pattern, int steps, int parallelism = 1) => OperatorHarness.Of(
        (DataStream<string> records) => records.KeyBy(static _ => 0).Match(pattern).Select(
            match => string.Concat(Enumerable.Range(0, steps).SelectMany(step => match[$"{step}"].Select(record => $"{step}:{record[1..]},"))),
            Over, static _ => "", "match"),
        new OperatorHarnessOptions { Parallelism = parallelism });
}
