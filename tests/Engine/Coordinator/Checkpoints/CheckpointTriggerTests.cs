using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Checkpoints;

public sealed class CheckpointTriggerTests
{
    private static readonly CheckpointSettings Settings = new()
    {
        Interval = S(10), MinPause = S(4), MaxConcurrent = 2, MaxPendingTransactions = 3,
    };

    private static readonly TriggerFacts Facts =
        new(S(100), LastStart: S(95), LastEnd: null, Pending: 0, IsInjecting: false, Uncommitted: 0);

    [Fact]
    public void Next_round_is_due_one_interval_after_the_start_of_the_last() => Assert.Equal(S(5), Wait(Facts));

    [Fact]
    public void Overdue_round_starts_at_once() => Assert.Equal(S(0), Wait(Facts with { LastStart = S(50) }));

    [Fact]
    public void First_round_behind_a_restore_comes_after_a_tenth_of_the_interval()
    {
        Assert.Equal(S(1), Wait(Facts with { LastStart = S(100), IsRestored = true }));
        Assert.Equal(S(0), Wait(Facts with { LastStart = S(95), IsRestored = true }));
    }

    [Fact]
    public void Pause_counts_from_the_end_of_the_last_round()
    {
        Assert.Equal(S(3), Wait(Facts with { LastStart = S(80), LastEnd = S(99) }));
        Assert.Equal(S(5), Wait(Facts with { LastEnd = S(96) }));
    }

    [Fact]
    public void No_round_starts_while_one_has_not_reached_all_sources() =>
        Assert.Null(Wait(Facts with { Pending = 1, IsInjecting = true }));

    [Fact]
    public void Rounds_under_way_are_bounded()
    {
        Assert.NotNull(Wait(Facts with { Pending = 1 }));
        Assert.Null(Wait(Facts with { Pending = 2 }));
    }

    [Fact]
    public void Pending_transactions_are_bounded()
    {
        Assert.NotNull(Wait(Facts with { Uncommitted = 2 }));
        Assert.Null(Wait(Facts with { Uncommitted = 3 }));
    }

    [Fact]
    public void Periodic_rounds_may_be_off() => Assert.Null(new CheckpointTrigger(Settings with { Interval = null }).WaitFor(Facts));

    private static TimeSpan? Wait(TriggerFacts facts) => new CheckpointTrigger(Settings).WaitFor(facts);

    private static TimeSpan S(int seconds) => TimeSpan.FromSeconds(seconds);
}
