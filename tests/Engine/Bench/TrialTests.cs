using ActorStream.Bench.Comparison;
using Xunit;

namespace ActorStream.Tests.Engine.Bench;

public sealed class TrialTests
{
    private static readonly Event[] Block = [.. Enumerable.Range(1, 10).Select(i => new Event(i, i))];

    [Fact]
    public void A_feed_gives_its_block_over_and_over_up_to_the_limit()
    {
        var feed = new BlockFeed(Trial.OfEvents(25), Block, first: 7);
        var keys = new List<long>();
        while (feed.Next(4) is { Length: > 0 } some) keys.AddRange(some.ToArray().Select(e => e.Key));
        Assert.Equal(Enumerable.Range(0, 25).Select(i => (i + 7L) % 10 + 1), keys);
    }

    [Fact]
    public void Filling_gives_the_same_events_as_taking()
    {
        var (taken, filled) = (new BlockFeed(Trial.OfEvents(25), Block), new BlockFeed(Trial.OfEvents(25), Block));
        var (some, all) = (new Event[3], new List<Event>());
        for (int count; (count = filled.Fill(some)) > 0;) all.AddRange(some[..count]);
        var others = new List<Event>();
        while (taken.Next(7) is { Length: > 0 } events) others.AddRange(events.ToArray());
        Assert.Equal(others, all);
    }

    [Fact]
    public void Times_go_on_where_the_block_begins_again()
    {
        var feed = new TimedFeed(Trial.OfEvents(25), Block, eventsPerSecond: 10);
        var times = new List<DateTime>();
        while (feed.Next(100) is { Length: > 0 } some) times.AddRange(some.ToArray().Select(e => e.Time));
        Assert.Equal(Enumerable.Range(0, 25).Select(i => TimedFeed.Start.AddTicks(i * TimeSpan.TicksPerSecond / 10)), times);
    }

    [Fact]
    public void A_trial_of_a_time_ends_and_counts_what_came_behind_the_warm_up()
    {
        var trial = Trial.OfTime(warmUpEvents: 100, TimeSpan.Zero, TimeSpan.Zero);
        trial.Took(60);
        Assert.Throws<InvalidOperationException>(() => trial.Measured());
        trial.Took(60);
        Assert.False(trial.IsOver);
        trial.Took(1000);
        Assert.True(trial.IsOver);
        Assert.True(trial.Measured().EventsPerSecond > 0);
        Assert.Empty(new BlockFeed(trial, Block).Next(1).ToArray());
    }

    [Fact]
    public void A_trial_does_not_begin_while_code_is_compiled()
    {
        var compiled = 0;
        var trial = Trial.OfTime(
            warmUpEvents: 0, TimeSpan.Zero, TimeSpan.Zero, new Compilation(() => ++compiled, TimeSpan.FromDays(1), TimeSpan.FromDays(1)));
        for (var i = 0; i < 10; i++) trial.Took(1);
        Assert.False(trial.IsOver);
        Assert.Throws<InvalidOperationException>(() => trial.Measured());
    }

    [Fact]
    public void Compilation_is_over_after_a_quiet_while_or_a_long_one()
    {
        var compiled = 0;
        var compilation = new Compilation(() => compiled, Seconds(10), Seconds(25));
        Assert.False(compilation.IsOver(At(0)));
        Assert.False(compilation.IsOver(At(9)));
        compiled++;
        Assert.False(compilation.IsOver(At(11)));
        Assert.False(compilation.IsOver(At(20)));
        Assert.True(compilation.IsOver(At(21)));
        compiled++;
        Assert.False(compilation.IsOver(At(24)));
        compiled++;
        Assert.True(compilation.IsOver(At(25)));

        static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

        static long At(int seconds) => 1_000 + (seconds * System.Diagnostics.Stopwatch.Frequency);
    }

    [Fact]
    public void Events_are_due_at_their_rate_whoever_comes_for_them()
    {
        var events = new DueEvents(Block, 0, perSecond: 1e9, TimeSpan.FromMicroseconds(2));
        var some = new DueEvent[1000];
        var due = new List<long>();
        while (!events.IsOver) due.AddRange(some[..events.Take(some)].Select(e => e.Due));
        Assert.Equal(2000, due.Count);
        Assert.Equal(due.Order(), due);
        Assert.InRange(due[^1] - due[0], 1990, 2000);
    }
}
