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
        Assert.Equal("a0 a1 b3|a0 a2 b3|a1 a2 b3",
            Find(Step("a").Times(2).AllowCombinations().FollowedBy("b").Where(static one => one[0] == 'b'), "a a a b"));

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
        Find(Step("a").FollowedBy("b").Where(static one => one[0] == 'b').Optional().FollowedBy("c")
            .Where(static one => one[0] == 'c'), input));

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
        harness.Snapshot(); // only what changed since the one restored; the next one is whole again
        Assert.Equal(fresh.Snapshot().StateBytes, harness.Snapshot().StateBytes);
    }

    // ---- what must not come

    [Theory]
    [InlineData("a c b c d", "a0 c1 d4|a0 c3 d4")]
    [InlineData("a b c c d", "")]
    public void NotNext_is_about_the_very_next_record(string input, string matches) =>
        Assert.Equal(
            matches, Find(Step("a").NotNext("not").Where(Is('b')).FollowedByAny("c").Where(Is('c')).FollowedBy("d").Where(Is('d')), input));

    [Theory]
    [InlineData("a c b c d", "a0 c1 d4")]
    [InlineData("a b c a c d", "a3 c4 d5")]
    public void NotFollowedBy_is_about_all_up_to_the_next_step(string input, string matches) =>
        Assert.Equal(matches,
            Find(Step("a").NotFollowedBy("not").Where(Is('b')).FollowedByAny("c").Where(Is('c')).FollowedBy("d").Where(Is('d')), input));

    [Fact]
    public void NotFollowedBy_counts_behind_steps_that_are_left_out_too()
    {
        var pattern = Step("a").NotFollowedBy("not").Where(Is('b')).FollowedByAny("c").Where(Is('c')).Times(2).Optional().FollowedBy("d")
            .Where(Is('d'));

        Assert.Equal("a0 c1 c3 d4", Find(pattern, "a c b c d"));
        Assert.Equal("a0 d1", Find(pattern, "a d e b c c d"));
    }

    [Fact]
    public void NotFollowedBy_counts_from_the_first_record_of_a_loop_on()
    {
        Assert.Equal("", Find(Step("a").FollowedByAny("b").Where(Is('b')).Times(2).NotFollowedBy("not").Where(Is('c')).FollowedBy("d")
            .Where(Is('d')), "a b c b d"));
        var loop = Step("a").FollowedByAny("b").Where(Is('b')).OneOrMore();
        Assert.Equal(
            "a0 b3 b4 d5|a0 b3 d5|a0 b4 d5", Find(loop.NotFollowedBy("not").Where(Is('c')).FollowedBy("d").Where(Is('d')), "a b c b b d"));
        Assert.Equal("a0 b3 d4", Find(loop.NotNext("not").Where(Is('c')).FollowedBy("d").Where(Is('d')), "a b c b d"));
    }

    [Fact]
    public void NotFollowedBy_at_the_end_waits_until_the_time_is_over()
    {
        var pattern = Step("a").NotFollowedBy("not").Where(Is('b')).Within(TimeSpan.FromSeconds(3));
        using var harness = Matching(pattern, null);
        harness.PushAll(["a0", "b2", "a3", "c4", "a5", "b8"], At);

        harness.PushWatermark(Noon.AddSeconds(6));
        Assert.Equal([new OutputRecord<string>("a3", Noon.AddSeconds(6))], harness.Output);

        harness.PushWatermark(Noon.AddHours(1));
        // What comes at the bound itself is too late to count.
        Assert.Equal(["a3", "a5"], harness.TakeOutput());
        Assert.Equal("", Find(pattern, "a0 b1", TimedOut));
    }

    [Fact]
    public void NotNext_at_the_end_is_decided_by_the_next_record()
    {
        var pattern = Step("a").NotNext("not").Where(Is('b'));

        Assert.Equal("a2", Find(pattern, "a b a c a"));
        Assert.Equal("a2 @3", Find(pattern.Within(TimeSpan.FromSeconds(2)), "a b a", TimedOut));
    }

    [Fact]
    public void Conditions_on_what_must_not_come_may_look_at_what_has_matched() => Assert.Equal(
        "a2 d4",
        Find(Step("a").NotFollowedBy("lower").Where(static (one, before) => one[0] == 'b' && one[1] < before["a"][0][1] + 2).FollowedBy("d")
            .Where(Is('d')), "a b a c d"));

    // ---- loops that take all they can, and that end

    [Theory]
    [InlineData("c a a a d", "c0 a1 a2 a3 d4")]
    [InlineData("c e a e a d", "c0 a2 a4 d5")]
    [InlineData("c e d", "c0 d2")]
    public void Greedy_takes_all_it_can(string input, string matches) =>
        Assert.Equal(
            matches, Find(Step("c").FollowedBy("a").Where(Is('a')).OneOrMore().Optional().Greedy().FollowedBy("d").Where(Is('d')), input));

    [Fact]
    public void Greedy_stops_where_it_is_full() =>
        Assert.Equal(
            "c0 a1 a2 d4", Find(Step("c").FollowedBy("a").Where(Is('a')).Times(1, 2).Greedy().FollowedBy("d").Where(Is('d')), "c a a a d"));

    [Fact]
    public void Greedy_leaves_later_steps_their_choice() => Assert.Equal(
        "c0 a1 a2 d3 e4|c0 a1 a2 e4",
        Find(Step("c").FollowedBy("a").Where(Is('a')).OneOrMore().Greedy().FollowedBy("d").Where(Is('d')).Optional().FollowedBy("e")
            .Where(Is('e')), "c a a d e"));

    [Fact]
    public void Until_ends_a_loop_and_is_not_taken()
    {
        Assert.Equal("a0|a0 a2|a2|a4", Find(Step("a").OneOrMore().Until(Is('b')), "a c a b a"));
        // The record that ends it is the next step's to take.
        var loop = Step("c").FollowedBy("a").Where(Is('a')).OneOrMore().Until(static one => one[1] == '3');
        Assert.Equal("c0 a1 a2 a3|c0 a1 a3", Find(loop.FollowedBy("end").Where(static one => one[1] == '3'), "c a a a a"));
        Assert.Equal("c0 a1 a2 d5", Find(loop.Greedy().FollowedBy("d").Where(Is('d')), "c a a a a d"));
    }

    [Fact]
    public void Until_ends_what_waits_for_a_first_record_unless_any_may()
    {
        Assert.Equal("", Find(Step("c").FollowedBy("a").Where(Is('a')).OneOrMore().Until(Is('b')), "c b a"));
        Assert.Equal(
            "c0 a1|c0 a1 a2|c0 a2|c0 a4", Find(Step("c").FollowedByAny("a").Where(Is('a')).OneOrMore().Until(Is('b')), "c a a b a"));
    }

    [Fact]
    public void Until_may_look_at_what_has_matched() => Assert.Equal(
        "a0|a0 a1|a1|a1 a2|a2",
        Find(Step("a").OneOrMore().Until(static (_, before) => before["a"].Count == 2), "a a a"));

    // ---- which matches rule out others: the examples of Flink's documentation

    [Theory]
    [InlineData("", "b0 b1 b2 c3|b1 b2 c3|b2 c3")]
    [InlineData("next", "b0 b1 b2 c3|b1 b2 c3|b2 c3")]
    [InlineData("past last", "b0 b1 b2 c3")]
    [InlineData("to first b", "b0 b1 b2 c3|b1 b2 c3|b2 c3")]
    [InlineData("to last b", "b0 b1 b2 c3|b2 c3")]
    public void Skipping_after_matches_of_many_and_one(string skip, string matches) => Assert.Equal(
        matches, Find(Skipping(Step("b").OneOrMore().Consecutive().Greedy().Next("c").Where(Is('c')), skip), "b b b c"));

    [Theory]
    [InlineData("", "a0 b1 c2 c3 c4 d5|b1 c2 c3 c4 d5|c2 c3 c4 d5")]
    [InlineData("to first more", "a0 b1 c2 c3 c4 d5|c2 c3 c4 d5")]
    public void Skipping_to_the_first_record_of_a_loop(string skip, string matches)
    {
        var pattern = Pattern.Begin<string>("first").Where(static one => "abc".Contains(one[0])).Next("second")
            .Where(static one => "bc".Contains(one[0]))
            .Next("more").Where(Is('c')).OneOrMore().Consecutive().Greedy().Next("d").Where(Is('d'));

        Assert.Equal(matches, Find(Skipping(pattern, skip), "a b c c c d"));
    }

    [Theory]
    [InlineData("", "a0 b1|a0 b1 b2|a0 b1 b2 b3")]
    [InlineData("next", "a0 b1")]
    public void Skipping_to_the_next_record_leaves_one_match_of_each_beginning(string skip, string matches) =>
        Assert.Equal(matches, Find(Skipping(Step("a").Next("b").Where(Is('b')).OneOrMore(), skip), "a b b b"));

    [Theory]
    [InlineData("to first b", "a0 b1|a2 b3|a5 b6")]
    [InlineData("to last b", "a0 b1|a2 b3|a5 b6")]
    [InlineData("past last", "a0 b1|a2 b3|a5 b6")]
    public void Skipping_over_a_loop_at_the_end_takes_the_shortest(string skip, string matches) => Assert.Equal(
        matches, Find(Skipping(Step("a").Next("b").Where(Is('b')).OneOrMore().Consecutive(), skip), "a b a b b a b"));

    [Fact]
    public void Where_the_step_to_skip_to_took_nothing_nothing_is_skipped() => Assert.Equal(
        "a0 c1|a2 c3",
        Find(Skipping(Step("a").FollowedBy("b").Where(Is('b')).Optional().FollowedBy("c").Where(Is('c'))
            .Within(TimeSpan.FromSeconds(9)), "to first b"), "a c a c"));

    [Fact]
    public void A_match_waits_while_one_that_began_before_it_may_rule_it_out()
    {
        var pattern = Pattern.Begin<string>("from").Where(static one => "ab".Contains(one[0]))
            .FollowedBy("to").Where(static (one, before) => one[0] == char.ToUpperInvariant(before["from"][0][0])).SkipPastLast();

        Assert.Equal("a0 A3", Find(pattern, "a b B A"));
        // What never ends holds it back until the input does.
        using var harness = Matching(pattern, null);
        harness.PushAll(["a0", "b1", "B2"], At);
        harness.PushWatermark(Noon.AddHours(1));
        harness.Restore(harness.Snapshot());
        Assert.Empty(harness.Output);
        harness.PushWatermark(DateTimeOffset.MaxValue);
        Assert.Equal(["b1 B2"], harness.TakeOutput());
        // With a limit, until its time is over.
        Assert.Equal("b1 B2", Find(pattern.Within(TimeSpan.FromSeconds(5)), "a b B c c c"));
    }

    [Fact]
    public void A_limit_beyond_the_end_of_time_is_none()
    {
        using var harness = Matching(Step("a").Next("b").Where(Is('b')).SkipPastLast().Within(TimeSpan.MaxValue), null);
        harness.Push("a0", At("a0"));
        harness.PushWatermark(Noon.AddHours(1));
        harness.Push("b9", Noon.AddHours(2));
        harness.PushWatermark(DateTimeOffset.MaxValue);
        Assert.Equal(["a0 b9"], harness.TakeOutput());
    }

    [Fact]
    public void Patterns_that_could_never_match_are_refused()
    {
        AssertRefused("Add Within", Step("a").NotFollowedBy("b"));
        AssertRefused("Add a step behind it", Step("a").OneOrMore().Greedy());
        AssertRefused("Add a step behind it", Step("a").FollowedBy("b").OneOrMore().Optional().Greedy());
        AssertRefused("Leave one of the two out", Step("a").OneOrMore().Greedy().AllowCombinations().Next("b"));
        AssertRefused("takes at most 2 records anyway", Step("a").Times(2).Until(Is('b')));
        AssertRefused("Name one of: a", Step("a").SkipToFirst("b"));
        Assert.Throws<ArgumentException>(() => Step("a").FollowedBy("b").Optional().NotNext("c"));
        Assert.Throws<InvalidOperationException>(() => Step("a").NotNext("c").OneOrMore());

        static void AssertRefused(string why, Pattern<string> pattern) =>
            Assert.Contains(why, Assert.Throws<ArgumentException>(() => Matching(pattern, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Patterns_that_mean_nothing_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Step("a").Next("a"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Step("a").Times(0));
        Assert.Throws<ArgumentException>(() => Matching(Step("a").Optional(), null));
    }

    private static Pattern<string> Step(string letter) => Pattern.Begin<string>(letter).Where(one => one[0] == letter[0]);

    private static Func<string, bool> Is(char letter) => one => one[0] == letter;

    private static Pattern<string> Skipping(Pattern<string> pattern, string skip) => skip switch
    {
        "" => pattern,
        "next" => pattern.SkipToNext(),
        "past last" => pattern.SkipPastLast(),
        _ when skip.StartsWith("to first ", StringComparison.Ordinal) => pattern.SkipToFirst(skip["to first ".Length..]),
        _ => pattern.SkipToLast(skip["to last ".Length..]),
    };

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
            var matches = records.KeyBy(static _ => 0).Match(pattern, Late)
                .Select(Text, TimedOut, static partial => $"{Text(partial)} @3", "match");
            return side is null ? matches : matches.SideOutput(side);
        });

    private static string Text(PatternMatch<string> match) => string.Join(' ', match.Records);
}
