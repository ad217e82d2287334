using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Api.Patterns;

/// <summary>Records are letters with a number; the number is the second at which they come.</summary>
public sealed class PatternTests
{
    private static readonly DateTimeOffset Noon = new(2001, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SideOutput<string> TimedOut = new("timed-out");
    private static readonly SideOutput<string> Late = new("late");

    [Theory]
    [InlineData("a b", "a0 b1")]
    [InlineData("a c b", "")]
    [InlineData("a a b", "a1 b2")]
    public void Next_takes_the_very_next_record(string input, string matches) =>
        Assert.Equal(matches, Find(Step("a").Next("b").Where(static one => one[0] == 'b'), input));

    [Theory]
    [InlineData("a c b b", "a0 b2")]
    [InlineData("a a b", "a0 b2|a1 b2")]
    [InlineData("b a c", "")]
    public void FollowedBy_passes_over_what_does_not_match(string input, string matches) =>
        Assert.Equal(matches, Find(Step("a").FollowedBy("b").Where(static one => one[0] == 'b'), input));

    [Fact]
    public void FollowedByAny_passes_over_what_matches_too() =>
        Assert.Equal("a0 b2|a0 b3", Find(Step("a").FollowedByAny("b").Where(static one => one[0] == 'b'), "a c b b"));

    [Theory]
    [InlineData("a a a b", "a0 a1 b3|a1 a2 b3")]
    [InlineData("a c a b", "a0 a2 b3")]
    public void Times_takes_so_many_with_others_in_between(string input, string matches) =>
        Assert.Equal(matches, Find(Step("a").Times(2).FollowedBy("b").Where(static one => one[0] == 'b'), input));

    [Fact]
    public void Consecutive_takes_none_in_between() =>
        Assert.Equal("", Find(Step("a").Times(2).Consecutive().FollowedBy("b").Where(static one => one[0] == 'b'), "a c a b"));

    [Fact]
    public void AllowCombinations_passes_over_what_matches_too() =>
        Assert.Equal("a0 a1 b3|a0 a2 b3|a1 a2 b3", Find(Step("a").Times(2).AllowCombinations().FollowedBy("b").Where(static one => one[0] == 'b'), "a a a b"));

    [Fact]
    public void OneOrMore_matches_each_number() =>
        Assert.Equal("a0 a1 b2|a0 b2|a1 b2", Find(Step("a").OneOrMore().FollowedBy("b").Where(static one => one[0] == 'b'), "a a b"));

    [Fact]
    public void A_loop_at_the_end_matches_as_it_grows() => Assert.Equal("a0|a0 a1|a1", Find(Step("a").OneOrMore(), "a a"));

    [Theory]
    [InlineData("a b c", "a0 b1 c2|a0 c2")]
    [InlineData("a c", "a0 c1")]
    public void Optional_steps_may_be_left_out(string input, string matches) => Assert.Equal(
        matches,
        Find(Step("a").FollowedBy("b").Where(static one => one[0] == 'b').Optional().FollowedBy("c").Where(static one => one[0] == 'c'), input));

    [Fact]
    public void Conditions_may_look_at_what_has_matched() => Assert.Equal(
        "a1 a3|a1 a4|a3 a4",
        Find(Step("a").FollowedByAny("rise").Where(static (one, before) => one[1] > before["a"][0][1] && one[0] == 'a'), "b a b a a"));

    [Fact]
    public void SkipPastLast_uses_no_record_twice() =>
        Assert.Equal("a0 b2|a3 b4", Find(Step("a").FollowedBy("b").Where(static one => one[0] == 'b').SkipPastLast(), "a a b a b"));

    [Fact]
    public void Partial_matches_that_take_too_long_go_aside()
    {
        var pattern = Step("a").FollowedBy("b").Where(static one => one[0] == 'b').Within(TimeSpan.FromSeconds(3));

        Assert.Equal("a3 b5", Find(pattern, "a c c a c b"));
        Assert.Equal("a0 @3", Find(pattern, "a c c a c b", TimedOut));
        // The bound itself is too late.
        Assert.Equal("a0 @3", Find(pattern, "a c c b", TimedOut));
    }

    [Fact]
    public void Records_are_brought_in_order_and_late_ones_go_aside()
    {
        using var harness = Matching(Step("a").Next("b").Where(static one => one[0] == 'b'), null);
        harness.PushAll(["b1", "a0"], At);
        harness.PushWatermark(Noon.AddSeconds(1));
        Assert.Empty(harness.Output);
        harness.PushWatermark(Noon.AddSeconds(2));
        Assert.Equal([new OutputRecord<string>("a0 b1", Noon.AddSeconds(1))], harness.Output);

        using var late = Matching(Step("a"), Late);
        late.PushWatermark(Noon.AddSeconds(2));
        late.PushAll(["a1", "a2"], At);
        Assert.Equal(["a1"], late.TakeOutput());
        Assert.Equal(1, late.LateRecords);
    }

    [Fact]
    public void Matches_go_on_after_a_restore_and_what_is_done_is_forgotten()
    {
        var pattern = Step("a").OneOrMore().FollowedBy("b").Where(static one => one[0] == 'b').Within(TimeSpan.FromSeconds(10));
        using var fresh = Matching(pattern, null);
        using var harness = Matching(pattern, null);
        foreach (var record in (string[])["a0", "c1", "a2"])
        {
            harness.Push(record, At(record));
            harness.PushWatermark(At(record).AddTicks(1));
            harness.Restore(harness.Snapshot());
        }

        harness.Push("b3", At("b3"));
        harness.PushWatermark(Noon.AddSeconds(4));
        Assert.Equal(["a0 a2 b3", "a0 b3", "a2 b3"], harness.TakeOutput().Order(StringComparer.Ordinal));

        harness.PushWatermark(Noon.AddMinutes(1));
        harness.Restore(harness.Snapshot());
        Assert.Equal(fresh.Snapshot().StateBytes, harness.Snapshot().StateBytes);
    }

    [Fact]
    public void Patterns_that_mean_nothing_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Step("a").Next("a"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Step("a").Times(0));
        Assert.Throws<ArgumentException>(() => Matching(Step("a").Optional(), null));
    }

    private static Pattern<string> Step(string letter) => Pattern.Begin<string>(letter).Where(one => one[0] == letter[0]);

    private static DateTimeOffset At(string record) => Noon.AddSeconds(record[1] - '0');

    /// <summary>What comes out, in order of the letters, or aside.</summary>
    private static string Find(Pattern<string> pattern, string letters, SideOutput<string>? side = null)
    {
        using var harness = Matching(pattern, side);
        var records = letters.Split(' ').Select(static (letter, second) => $"{letter}{second}").ToList();
        harness.PushAll(records, At);
        harness.PushWatermark(Noon.AddHours(1));
        return string.Join('|', harness.TakeOutput().Order(StringComparer.Ordinal));
    }

    private static OperatorHarness<string, string> Matching(Pattern<string> pattern, SideOutput<string>? side) => OperatorHarness.Of(
        (DataStream<string> records) =>
        {
            var matches = records.KeyBy(static _ => 0).Match(pattern, Late).Select(Text, TimedOut, static partial => $"{Text(partial)} @3", "match");
            return side is null ? matches : matches.SideOutput(side);
        });

    private static string Text(PatternMatch<string> match) => string.Join(' ', match.Records);
}
