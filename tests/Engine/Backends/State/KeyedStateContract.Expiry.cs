using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>State with a time to live. Times are ticks; the time to live is 160, so timers are rounded up to the next 10.</summary>
public abstract partial class KeyedStateContract
{
    private static readonly StateTtl Ttl = StateTtl.After(TimeSpan.FromTicks(160));

    public static TheoryData<TimerClock> Clocks => [TimerClock.EventTime, TimerClock.ProcessingTime];

    [ContractTheory]
    [MemberData(nameof(Clocks))]
    public void What_expired_is_not_seen_from_that_instant_on(TimerClock clock)
    {
        var states = Expiring(Of(clock));
        states.WallClock = 1003;
        states.At(1003, "a");
        states.Name.Set("x");
        states.Sum.Add(5);
        states.Visits[1] = "one";
        states.Log.Add("first");

        states.Advance(1162);
        states.At(1162, "a");
        Assert.True(states.Name.Exists);
        Assert.True(states.Name.TryGet(out _));
        Assert.Equal(5, states.Sum.GetOrDefault());
        Assert.True(states.Visits.ContainsKey(1));
        Assert.Single(states.Visits);
        Assert.Equal(["first"], states.Log);
        Assert.Empty(states.Expired);

        states.Advance(1163);
        states.At(1163, "a");
        Assert.False(states.Name.Exists);
        Assert.False(states.Name.TryGet(out _));
        Assert.False(states.Sum.TryGet(out _));
        Assert.False(states.Visits.ContainsKey(1));
        Assert.False(states.Visits.TryGet(1, out _));
        Assert.True(states.Visits.IsEmpty);
        Assert.Empty(states.Visits);
        Assert.Empty(states.Log);
        Assert.True(states.Log.IsEmpty);
        Assert.Empty(states.Expired);
        Assert.Equal(4, states.Dump().Count);

        states.Advance(1170);
        Assert.Equal(["name a: x", "sum a: 5", "visits a: 1 = one", "log a: first"], states.Expired);
        Assert.Empty(states.Dump());
        Assert.Equal(0, states.Timers);
    }

    [ContractTheory]
    [MemberData(nameof(Clocks))]
    public void A_write_makes_a_value_live_longer_and_a_read_does_not(TimerClock clock)
    {
        var states = Expiring(Of(clock));
        for (var time = 1000; time <= 1300; time += 50)
        {
            states.Advance(time);
            states.At(time, "a").Sum.Add(1);
            states.Visits[1] = $"{time}";
            states.Visits[time] = "once";
            states.Log.Add($"{time}");
            if (time == 1000)
            {
                states.Name.Set("x");
            }

            Assert.Equal(time < 1160, states.Name.TryGet(out _));
            Assert.Equal(time < 1160, states.Visits.TryGet(1000, out _));
        }

        Assert.Equal(7, states.Sum.GetOrDefault());
        Assert.Equal("1300", states.Visits[1]);
        Assert.Equal(["1150", "1200", "1250", "1300"], states.Log);
        Assert.Equal([1, 1150, 1200, 1250, 1300], states.Visits.Select(entry => entry.Key).Order());
        states.Advance(10_000);
        Assert.Contains("sum a: 7", states.Expired);
        Assert.Equal(1 + 1 + 8 + 7, states.Expired.Count);
        Assert.Empty(states.Dump());
        Assert.Equal(0, states.Timers);
    }

    [ContractTheory]
    [MemberData(nameof(Clocks))]
    public void A_read_makes_a_value_live_longer_where_it_is_declared_so(TimerClock clock)
    {
        var states = Expiring(Of(clock).SinceLastRead());
        states.WallClock = 1000;
        states.At(1000, "a").Name.Set("x");
        states.Visits[1] = "one";
        states.Visits[2] = "two";
        states.Log.Add("first");
        states.Sum.Add(1);
        for (var time = 1100; time <= 1500; time += 100)
        {
            states.Advance(time);
            states.At(time, "a");
            Assert.True(states.Name.TryGet(out _));
            Assert.Equal("one", states.Visits[1]);
            Assert.Single(states.Log);
            Assert.Equal(time < 1160, states.Sum.Exists);
        }

        Assert.Equal(["sum a: 1", "visits a: 2 = two"], states.Expired);
        states.Advance(1670);
        Assert.Equal(5, states.Expired.Count);
        Assert.Equal(0, states.Timers);
    }

    [ContractTheory]
    [MemberData(nameof(Clocks))]
    public void A_value_that_is_written_with_every_record_has_one_timer(TimerClock clock)
    {
        var states = Expiring(Of(clock));
        for (var time = 1000; time < 1100; time++)
        {
            states.WallClock = time;
            states.At(time, "a").Sum.Add(1);
            states.Visits[1] = "x";
        }

        Assert.Equal(1, states.Timers);
    }

    [ContractFact]
    public void A_record_does_not_see_what_expired_before_its_event_time()
    {
        var states = Expiring(Of(TimerClock.EventTime));
        states.At(1000, "a").Sum.Add(1);
        states.Visits[1] = "one";
        states.At(1160, "a").Sum.Add(2);
        states.Visits[1] = "two";
        Assert.Equal(2, states.Sum.GetOrDefault());
        states.At(1100, "a").Sum.Add(3);
        Assert.Equal(["sum a: 1", "visits a: 1 = one"], states.Expired);
        Assert.Equal(5, states.Sum.GetOrDefault());
        states.Advance(1319);
        Assert.Equal(2, states.Expired.Count);
        states.Advance(1320);
        Assert.Equal(["sum a: 5", "visits a: 1 = two"], states.Expired.Skip(2));
    }

    [ContractFact]
    public void What_was_removed_before_it_expired_is_not_handled()
    {
        var states = Expiring(Of(TimerClock.EventTime));
        states.At(1000, "a").Name.Set("x");
        states.Visits[1] = "one";
        states.Visits[2] = "two";
        states.Log.Add("first");
        states.Name.Clear();
        Assert.True(states.Visits.Remove(1));
        states.Log.Clear();
        states.At(1160, "a");
        Assert.False(states.Visits.Remove(2));
        states.Advance(5000);
        Assert.Equal(["visits a: 2 = two"], states.Expired);
    }

    [ContractFact]
    public void Time_that_is_not_known_is_an_error()
    {
        var states = Expiring(Of(TimerClock.EventTime));
        states.At(long.MinValue, "a");
        var error = Assert.Throws<InvalidOperationException>(() => states.Name.Set("x"));
        Assert.Contains("State 'name' lives for", error.Message, StringComparison.Ordinal);
        Assert.Contains("WithWatermarks", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public void However_long_it_lives_it_expires_at_the_end_of_time()
    {
        var states = Expiring(StateTtl.After(TimeSpan.MaxValue).InEventTime());
        states.At(1000, "a").Name.Set("x");
        states.Visits[1] = "one";
        states.Log.Add("first");
        states.Advance(DateTime.MaxValue.Ticks - 1);
        Assert.Empty(states.Expired);
        states.Advance(long.MaxValue);
        Assert.Equal(3, states.Expired.Count);
        Assert.Equal(0, states.Timers);
    }

    [ContractFact]
    public void Large_collections_expire_bit_by_bit()
    {
        var states = Expiring(Of(TimerClock.EventTime));
        for (var i = 0; i < 2_000; i++)
        {
            states.At(1000 + (i % 7), "a").Visits[i] = "x";
            states.Log.Add($"{i}");
        }

        states.Advance(1165);
        states.At(1165, "a");
        Assert.Equal(2_000 * 1 / 7, states.Visits.Count());
        states.Advance(1170);
        Assert.Equal(4_000, states.Expired.Count);
        Assert.Empty(states.Dump());
    }

    [ContractTheory]
    [MemberData(nameof(Clocks))]
    public async Task Times_are_kept_exactly_through_a_restore(TimerClock clock)
    {
        var states = Expiring(Of(clock));
        for (var i = 0; i < 50; i++)
        {
            states.WallClock = 1000 + i;
            states.At(1000 + i, $"k{i}").Name.Set($"{i}");
            states.Visits[i] = $"{i}";
            states.Log.Add($"{i}");
        }

        states.Advance(1165);
        var restored = await RestoredAsync(states, Of(clock));
        for (var i = 0; i < 50; i++)
        {
            restored.At(1165, $"k{i}");
            Assert.Equal(i > 5, restored.Name.Exists);
            Assert.Equal(i > 5, restored.Visits.ContainsKey(i));
            Assert.Equal(i > 5, restored.Log.Any());
        }

        restored.Advance(1210);
        Assert.Equal(150, states.Expired.Count + restored.Expired.Count);
        Assert.Empty(restored.Dump());
    }

    [ContractTheory]
    [MemberData(nameof(Clocks))]
    public async Task A_time_to_live_can_be_added_to_state(TimerClock clock)
    {
        var states = Expiring(null);
        states.At(1000, "a").Name.Set("x");
        states.Visits[1] = "one";
        states.Log.AddRange(["first", "second"]);
        states.At(1000, "b").Sum.Add(2);
        states.Advance(2000);

        var restored = await RestoredAsync(states, Of(clock));
        restored.Advance(2159);
        Assert.Equal("one", restored.At(2159, "a").Visits[1]);
        Assert.Equal(["first", "second"], restored.Log);
        restored.At(2160, "a");
        restored.WallClock = 2160;
        Assert.False(restored.Name.Exists);
        Assert.Empty(restored.Log);
        restored.Advance(2160);
        Assert.Equal(["log a: first", "log a: second", "name a: x", "sum b: 2", "visits a: 1 = one"], restored.Expired.Order());
    }

    [ContractFact]
    public async Task A_time_to_live_that_was_added_is_in_the_checkpoints_that_build_on_the_restored_one()
    {
        var states = Expiring(null);
        for (var i = 0; i < 50; i++)
        {
            states.At(1000, $"k{i}").Name.Set($"{i}");
            states.Visits[i] = "x";
        }

        states.Advance(2000);
        using var first = states.Backend.BeginSnapshot(1, on: null);
        var before = await WriteAsync(first);
        var restored = Expiring(Of(TimerClock.EventTime));
        await RestoreAsync(restored.Backend, [before]);
        restored.Open(2000);
        restored.At(2100, "k7").Name.Set("later");

        using var second = restored.Backend.BeginSnapshot(2, new SnapshotBase(1, before));
        var built = await WriteAsync(second);
        var again = Expiring(Of(TimerClock.EventTime));
        await RestoreAsync(again.Backend, [built]);
        again.Open(2150);
        again.Advance(2170);
        Assert.Equal(99, again.Expired.Count);
        Assert.Equal("later", again.At(2170, "k7").Name.Ref);
    }

    [ContractFact]
    public async Task Where_event_time_has_not_begun_an_added_time_to_live_counts_from_its_beginning()
    {
        var states = Expiring(null);
        states.At(long.MinValue, "a").Name.Set("x");
        var unbegun = await RestoredAsync(states, Of(TimerClock.EventTime));
        Assert.Equal(long.MinValue, unbegun.Watermark);
        Assert.True(unbegun.At(long.MinValue, "a").Name.Exists);

        var restored = await RestoredAsync(unbegun, Of(TimerClock.EventTime));
        restored.Advance(5000);
        Assert.True(restored.At(5000, "a").Name.Exists);
        restored.Advance(5160);
        Assert.Equal(["name a: x"], restored.Expired);
    }

    [ContractFact]
    public async Task A_time_to_live_can_be_taken_away()
    {
        var states = Expiring(Of(TimerClock.EventTime));
        states.At(1000, "a").Name.Set("x");
        states.Sum.Add(3);
        states.Visits[1] = "one";
        states.Log.Add("first");
        states.Advance(1100);

        var restored = await RestoredAsync(states, null);
        restored.Advance(9000);
        restored.At(9000, "a");
        Assert.Equal("x", restored.Name.Ref);
        Assert.Equal(3, restored.Sum.GetOrDefault());
        Assert.Equal("one", restored.Visits[1]);
        Assert.Equal(["first"], restored.Log);
        Assert.Empty(restored.Expired);
        Assert.Equal(0, restored.Timers);
    }

    [ContractFact]
    public async Task A_time_to_live_by_another_clock_counts_from_the_restore_on()
    {
        var states = Expiring(Of(TimerClock.EventTime));
        states.At(1000, "a").Name.Set("x");
        states.Advance(1100);
        var restored = await RestoredAsync(states, Of(TimerClock.ProcessingTime), wallClock: 50_000);
        restored.WallClock = 50_159;
        Assert.True(restored.At(9000, "a").Name.Exists);
        restored.Advance(50_160);
        Assert.Equal(["name a: x"], restored.Expired);
    }

    private static StateTtl Of(TimerClock clock) => clock == TimerClock.EventTime ? Ttl.InEventTime() : Ttl;

    private ContractExpiry Expiring(StateTtl? ttl) => Keep(new ContractExpiry(Open<string>(HashRange.All), ttl));

    private async Task<ContractExpiry> RestoredAsync(ContractExpiry states, StateTtl? ttl, long? wallClock = null)
    {
        using var snapshot = states.Backend.BeginSnapshot(1, on: null);
        var file = await WriteAsync(snapshot);
        var restored = Expiring(ttl);
        await RestoreAsync(restored.Backend, [file]);
        restored.WallClock = wallClock ?? states.WallClock;
        restored.Open(states.Watermark);
        return restored;
    }
}
