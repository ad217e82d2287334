using Xunit;
using static ActorStream.Tests.Engine.Backends.State.ContractStates;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>Each kind of state, key by key.</summary>
public abstract partial class KeyedStateContract
{
    private static readonly DateTime Noon = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [ContractFact]
    public void A_value_belongs_to_its_key()
    {
        var states = Start().Subtasks[0];
        states.Of("a").Sum.Ref += 5;
        Assert.True(states.Sum.Exists);
        Assert.False(states.Of("b").Sum.Exists);
        Assert.False(states.Sum.TryGet(out _));
        states.Sum.GetOrAdd(out var added) = 7;
        Assert.True(added);
        Assert.True(states.Of("a").Sum.TryGet(out var sum));
        Assert.Equal(5, sum);
        states.Sum.Set(6);
        Assert.Equal(6, states.Sum.Ref);
        states.Sum.Clear();
        Assert.False(states.Sum.Exists);
        Assert.Equal(7, states.Of("b").Sum.Ref);
    }

    [ContractFact]
    public void A_map_belongs_to_its_key()
    {
        var states = Start().Subtasks[0];
        states.Of("a").Visits.Set((1, "Oslo"), 10);
        states.Visits[(2, "Bern")] = 20;
        Assert.True(states.Of("b").Visits.IsEmpty);
        states.Visits.Set((1, "Oslo"), 30);

        Assert.Equal(10, states.Of("a").Visits[(1, "Oslo")]);
        Assert.True(states.Visits.ContainsKey((2, "Bern")));
        Assert.False(states.Visits.ContainsKey((2, "Oslo")));
        Assert.False(states.Visits.TryGet((3, "Oslo"), out _));
        Assert.Throws<KeyNotFoundException>(() => states.Visits[(3, "Oslo")]);
        Assert.Throws<ArgumentNullException>(() => states.Baskets.Set(null!, new Basket()));
        Assert.Equal([10L, 20L], states.Visits.Select(entry => entry.Value).Order());

        Assert.True(states.Visits.Remove((1, "Oslo")));
        Assert.False(states.Visits.Remove((1, "Oslo")));
        states.Visits.Clear();
        Assert.True(states.Visits.IsEmpty);
        Assert.Empty(states.Visits);
        Assert.Equal(30, states.Of("b").Visits[(1, "Oslo")]);
    }

    [ContractFact]
    public void A_sorted_map_gives_ranges_in_order()
    {
        var events = Start().Subtasks[0].Of("a").Events;
        foreach (var minute in Shuffled(200))
        {
            events.Set(Noon.AddMinutes(minute), $"{minute}");
        }

        Assert.Equal(Numbers(0, 200), events.Select(entry => entry.Value));
        Assert.Equal(Numbers(50, 150), events.Range(Noon.AddMinutes(50), Noon.AddMinutes(150)).Select(entry => entry.Value));
        Assert.Equal(Numbers(51, 53), events.Range(Noon.AddMinutes(50.5), Noon.AddMinutes(52.5)).Select(entry => entry.Value));
        Assert.Equal(Numbers(190, 200), events.From(Noon.AddMinutes(190)).Select(entry => entry.Value));
        Assert.Equal(Numbers(0, 10), events.Before(Noon.AddMinutes(10)).Select(entry => entry.Value));
        Assert.Empty(events.Range(Noon.AddMinutes(10), Noon.AddMinutes(10)));
        Assert.Empty(events.Range(Noon.AddMinutes(20), Noon.AddMinutes(10)));
        Assert.Empty(events.From(Noon.AddMinutes(200)));

        static IEnumerable<string> Numbers(int from, int to) => Enumerable.Range(from, to - from).Select(number => $"{number}");
    }

    [ContractFact]
    public void A_map_may_be_changed_while_it_is_iterated()
    {
        var events = Start().Subtasks[0].Of("a").Events;
        foreach (var minute in Shuffled(200))
        {
            events.Set(Noon.AddMinutes(minute), $"{minute}");
        }

        var seen = new List<string?>();
        foreach (var (time, value) in events)
        {
            seen.Add(value);
            events.Set(time, "seen");
            events.Remove(time.AddMinutes(1));
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"{2 * number}"), seen);
        Assert.Equal(Enumerable.Repeat("seen", 100), events.Select(entry => entry.Value));
        foreach (var (time, _) in events.Before(Noon.AddMinutes(100)))
        {
            events.Remove(time);
        }

        Assert.Equal(Noon.AddMinutes(100), events.First().Key);
        foreach (var _ in events)
        {
            events.Clear();
        }

        Assert.True(events.IsEmpty);
    }

    [ContractFact]
    public void A_map_is_not_iterated_for_another_key()
    {
        var states = Start().Subtasks[0].Of("a");
        states.Visits[(1, "Oslo")] = 1;
        states.Visits[(2, "Oslo")] = 2;
        using var entries = states.Visits.GetEnumerator();
        Assert.True(entries.MoveNext());
        states.Of("b");
        Assert.Throws<InvalidOperationException>(() => entries.MoveNext());
    }

    [ContractFact]
    public void A_list_keeps_the_order_in_which_elements_were_added()
    {
        var states = Start().Subtasks[0].Of("a");
        Assert.True(states.Log.IsEmpty);
        states.Log.AddRange(["x", "y"]);
        states.Of("b").Log.Add("other");
        states.Of("a").Log.Add("z");
        Assert.Equal(["x", "y", "z"], states.Log);
        Assert.False(states.Log.IsEmpty);

        Assert.Equal(1, states.Log.RemoveAll(one => one == "y"));
        states.Log.Add("x");
        Assert.Equal(["x", "z", "x"], states.Log);
        states.Log.Replace(states.Log.Reverse());
        Assert.Equal(["x", "z", "x"], states.Log);
        states.Log.Replace(states.Log.Skip(1));
        Assert.Equal(["z", "x"], states.Log);
        states.Log.AddRange(states.Log);
        Assert.Equal(["z", "x", "z", "x"], states.Log);
        states.Log.Clear();
        Assert.Empty(states.Log);
        Assert.Equal(["other"], states.Of("b").Log);
    }

    [ContractFact]
    public void Reduced_and_aggregated_values_belong_to_their_key()
    {
        var states = Start().Subtasks[0].Of("a");
        Assert.False(states.Total.Exists);
        Assert.False(states.Total.TryGet(out _));
        Assert.Equal(-1, states.Total.GetOrDefault(-1));
        Assert.False(states.Mean.TryGet(out _));
        for (var i = 1; i <= 4; i++)
        {
            states.Total.Add(i);
            states.Longest.Add(new string('x', i % 3));
            states.Mean.Add(i);
        }

        states.Of("b").Total.Add(long.MaxValue);
        states.Total.Add(1);
        Assert.Equal(long.MinValue, states.Total.GetOrDefault());
        Assert.Equal(10, states.Of("a").Total.GetOrDefault());
        Assert.Equal("xx", states.Longest.GetOrDefault());
        Assert.True(states.Mean.TryGet(out var mean));
        Assert.Equal(2.5, mean);
        states.Total.Clear();
        states.Mean.Clear();
        Assert.False(states.Total.Exists);
        Assert.False(states.Mean.Exists);
        states.Total.Add(3);
        Assert.Equal(3, states.Total.GetOrDefault());
    }

    [ContractFact]
    public void Large_collections_grow_and_shrink()
    {
        const int Many = 20_000;
        var states = Start().Subtasks[0].Of("a");
        foreach (var i in Shuffled(Many))
        {
            states.Events[Noon.AddSeconds(i)] = $"{i}";
            states.Visits[(i, "x")] = i;
        }

        for (var i = 0; i < Many; i++)
        {
            states.Log.Add($"{i}");
        }

        Assert.Equal(Enumerable.Range(0, Many).Select(i => $"{i}"), states.Events.Select(entry => entry.Value));
        Assert.Equal(Enumerable.Range(0, Many).Select(i => (long)i), states.Visits.Select(entry => entry.Value).Order());
        Assert.Equal(Enumerable.Range(0, Many).Select(i => $"{i}"), states.Log);
        foreach (var i in Shuffled(Many))
        {
            if (i % 100 != 0)
            {
                Assert.True(states.Events.Remove(Noon.AddSeconds(i)));
                Assert.True(states.Visits.Remove((i, "x")));
            }
        }

        Assert.Equal(Enumerable.Range(0, Many / 100).Select(i => $"{100 * i}"), states.Events.Select(entry => entry.Value));
        Assert.Equal(Enumerable.Range(0, Many / 100).Select(i => 100L * i), states.Visits.Select(entry => entry.Value).Order());
        Assert.All(Enumerable.Range(0, Many), i => Assert.Equal(i % 100 == 0, states.Events.ContainsKey(Noon.AddSeconds(i))));
    }

    [ContractFact]
    public void Slices_are_ordered_iterated_by_hash_and_dropped()
    {
        var states = Start().Subtasks[0];
        foreach (var slice in new long[] { 30, 10, 20 })
        {
            for (var i = 0; i < 100; i++)
            {
                states.AddToSlice(slice, $"k{i}", slice + i);
            }
        }

        Assert.Equal([10L, 20L, 30L], states.Slices.Slices);
        var cursor = states.Slices.Iterate(20);
        var seen = new List<(ulong Hash, string Key, long Value)>();
        while (cursor.MoveNext())
        {
            seen.Add((cursor.Hash, cursor.Key, cursor.Value));
            if (seen.Count % 2 == 0)
            {
                cursor.Remove();
            }
        }

        Assert.Equal(100, seen.Count);
        Assert.Equal(seen.OrderBy(one => one.Hash), seen);
        Assert.All(seen, one => Assert.Equal($"k{one.Value - 20}", one.Key));
        var half = states.Slices.Iterate(20);
        Assert.True(half.MoveNext());
        Assert.True(states.Slices.Drop(20));
        Assert.False(half.MoveNext());
        Assert.False(states.Slices.Drop(20));
        Assert.False(states.Slices.Iterate(20).MoveNext());
        Assert.Equal([10L, 30L], states.Slices.Slices);
    }

    [ContractFact]
    public void Timers_come_due_in_the_order_of_time_and_key_hash()
    {
        var timers = Start().Subtasks[0].EventTimers;
        foreach (var i in Shuffled(300))
        {
            Assert.True(timers.Register($"k{i % 30}", Hash($"k{i % 30}"), i / 3));
            Assert.False(timers.Register($"k{i % 30}", Hash($"k{i % 30}"), i / 3));
        }

        Assert.Equal(300, timers.Count);
        Assert.True(timers.Delete("k0", Hash("k0"), 0));
        Assert.False(timers.Delete("k0", Hash("k0"), 0));
        Assert.True(timers.TryPeek(out var first));
        Assert.Equal(0, first);
        var due = new List<(long, ulong)>();
        while (timers.TryPopDue(50, out var key, out var hash, out var time))
        {
            Assert.Equal(Hash(key), hash);
            due.Add((time, hash));
        }

        Assert.Equal(152, due.Count);
        Assert.Equal(due.Order(), due);
        Assert.Equal(147, timers.Count);
    }

    [ContractFact]
    public void The_keys_of_a_state_are_those_that_it_holds_something_for()
    {
        var states = Start().Subtasks[0];
        for (var i = 0; i < 100; i++)
        {
            states.Of($"{i}").Log.Add("x");
            states.Visits[(i, "x")] = 1;
            states.Visits.Remove((i, "x"));
            states.Sum.Ref = i;
        }

        Assert.Equal(100, Count("log"));
        Assert.Equal(0, Count("visits"));
        Assert.Equal(100, Count("sum"));

        int Count(string name)
        {
            var keys = states.Backend.Keys(states.Declared.Single(state => state.Name == name));
            var found = new HashSet<string>();
            while (keys.MoveNext())
            {
                Assert.Equal(Hash(keys.Key), keys.Hash);
                Assert.True(found.Add(keys.Key));
            }

            return found.Count;
        }
    }

    [ContractFact]
    public void A_state_used_outside_a_record_says_so()
    {
        var states = Start().Subtasks[0].Of("a");
        states.Backend.ClearCurrent();
        var error = Assert.Throws<InvalidOperationException>(() => states.Sum.Ref);
        Assert.Contains("State 'sum' was used while no record or timer is handled", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => states.Sum.Exists);
        Assert.Throws<InvalidOperationException>(() => states.Visits.IsEmpty);
        Assert.Throws<InvalidOperationException>(() => states.Visits.Any());
        Assert.Throws<InvalidOperationException>(() => states.Log.Add("x"));
        Assert.Throws<InvalidOperationException>(() => states.Total.Add(1));
        Assert.Throws<InvalidOperationException>(() => states.Mean.Add(1));
    }

    private static IEnumerable<int> Shuffled(int count) => Enumerable.Range(0, count).OrderBy(static i => (uint)i * 2654435761u);
}
