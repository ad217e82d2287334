using ActorStream.Backends;
using Xunit;
using static ActorStream.Tests.Engine.Backends.State.ContractStates;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>Snapshots that are written while the operator goes on, and what is restored of them.</summary>
public abstract partial class KeyedStateContract
{
    private const int Keys = 40;

    [ContractFact]
    public async Task A_snapshot_holds_what_there_was_when_it_began()
    {
        var running = Start();
        Fill(running, 1);
        var before = running.Dump();
        using var checkpoint = running.Begin();
        Fill(running, 2);
        for (var i = 0; i < Keys; i += 2)
        {
            ClearAll(running[$"k{i}"]);
        }

        var after = running.Dump();
        Assert.NotEqual(before, after);
        var files = await checkpoint.WriteAsync();
        Assert.Equal(after, running.Dump());
        var restored = await RestoreAsync(files);
        Assert.Equal(before, restored.Dump());
    }

    [ContractFact]
    public async Task An_object_that_is_changed_after_a_snapshot_began_is_not_changed_in_it()
    {
        var running = Start();
        for (var i = 0; i < Keys; i++)
        {
            var states = running[$"k{i}"];
            states.History.Ref = [i];
            states.Baskets["now"] = new Basket { Items = [i] };
            states.Notes.Add(new Note { Text = $"{i}" });
            states.Notes.Add(new Note { Text = "second" });
        }

        var before = running.Dump();
        using var checkpoint = running.Begin();
        for (var i = 0; i < Keys; i++)
        {
            var states = running[$"k{i}"];
            states.History.Ref!.Add(-1);
            states.Baskets.TryGet("now", out var basket);
            basket!.Items.Add(-1);
            Assert.Equal([i, -1], basket.Items);
            foreach (var note in states.Notes)
            {
                note.Text += "!";
            }

            foreach (var entry in states.Baskets)
            {
                entry.Value.Items.Clear();
            }
        }

        var restored = await RestoreAsync(await checkpoint.WriteAsync());
        Assert.Equal(before, restored.Dump());
    }

    [ContractFact]
    public async Task Snapshots_may_overlap()
    {
        var running = Start();
        var expected = new List<List<string>>();
        var begun = new List<ContractCheckpoint>();
        for (var round = 0; round < 4; round++)
        {
            Fill(running, round);
            running[$"k{round}"].Events.Clear();
            expected.Add(running.Dump());
            begun.Add(Keep(running.Begin()));
        }

        Fill(running, 9);
        foreach (var round in new[] { 2, 0, 3, 1 })
        {
            var restored = await RestoreAsync(await begun[round].WriteAsync());
            begun[round].Dispose();
            Assert.Equal(expected[round], restored.Dump());
        }
    }

    [ContractFact]
    public async Task A_snapshot_of_a_large_collection_holds_what_there_was_when_it_began()
    {
        const int Many = 5_000;
        var running = Start();
        var states = running["a"];
        foreach (var i in Shuffled(Many))
        {
            states.Events[Noon.AddSeconds(i)] = $"{i}";
            states.Log.Add($"{i}");
        }

        var before = running.Dump();
        using var checkpoint = running.Begin();
        running["a"].Log.RemoveAll(one => one.EndsWith('7'));
        foreach (var i in Shuffled(Many).Take(Many / 2))
        {
            states.Events.Remove(Noon.AddSeconds(i));
            states.Events[Noon.AddSeconds(Many + i)] = $"new {i}";
            states.Log.Add($"{-i}");
        }

        var after = running.Dump();
        var restored = await RestoreAsync(await checkpoint.WriteAsync());
        Assert.Equal(before, restored.Dump());
        Assert.Equal(after, running.Dump());
    }

    [ContractFact]
    public async Task State_is_restored_from_any_parallelism_at_any_other()
    {
        int[] parallelisms = [1, 2, 3, 7];
        foreach (var from in parallelisms)
        {
            var running = Start(from);
            Fill(running, from);
            var expected = running.Dump();
            var files = await running.CheckpointAsync();
            foreach (var to in parallelisms)
            {
                var restored = await RestoreAsync(files, to);
                Assert.Equal(expected, restored.Dump());
                Fill(restored, 5);
                var more = restored.Dump();
                var again = await RestoreAsync(await restored.CheckpointAsync(), from);
                Assert.Equal(more, again.Dump());
            }
        }
    }

    [ContractFact]
    public async Task A_restored_list_is_added_to_at_its_end()
    {
        var running = Start();
        running["a"].Log.AddRange(["x", "y", "z"]);
        running["a"].Log.RemoveAll(one => one == "y");
        var restored = await RestoreAsync(await running.CheckpointAsync(), 3);
        restored["a"].Log.Add("last");
        Assert.Equal(["x", "z", "last"], restored["a"].Log);
    }

    [ContractFact]
    public async Task A_state_that_maps_nowhere_is_an_error_unless_dropped_by_name()
    {
        var running = Start();
        running["a"].Sum.Ref = 1;
        running["a"].Visits[(1, "x")] = 1;
        running.Subtasks[0].AddToSlice(10, "a", 1);
        var files = await running.CheckpointAsync();

        using var after = Open<string>(HashRange.All);
        after.Bind(new ValueStateDescriptor<int>("other"));
        var error = await Assert.ThrowsAsync<StateRestoreException>(async () => await RestoreAsync(after, files));
        Assert.Contains("Value state 'sum' (Int64)", error.Message, StringComparison.Ordinal);
        Assert.Contains("Slice state 'windows' (Int64)", error.Message, StringComparison.Ordinal);
        Assert.Contains("Map state 'visits'", error.Message, StringComparison.Ordinal);

        using var dropping = Open<string>(HashRange.All);
        dropping.Bind(new ValueStateDescriptor<int>("other"));
        var report = await RestoreAsync(dropping, files, "sum", "windows", "visits");
        Assert.Equal(["sum", "visits", "windows"], report.Dropped);
        Assert.Equal(["other"], report.Empty);
    }

    [ContractFact]
    public async Task A_changed_value_or_key_type_is_an_error_that_names_it()
    {
        var running = Start();
        running["a"].Sum.Ref = 1;
        running["a"].Log.Add("x");
        var files = await running.CheckpointAsync();

        using var otherValue = Open<string>(HashRange.All);
        otherValue.Bind(new ValueStateDescriptor<Guid>("sum"));
        otherValue.Bind(new ListStateDescriptor<string>("log"));
        var value = await Assert.ThrowsAsync<StateRestoreException>(async () => await RestoreAsync(otherValue, files));
        Assert.Contains("'sum' was Int64 and is now Guid", value.Message, StringComparison.Ordinal);

        using var otherElement = Open<string>(HashRange.All);
        otherElement.Bind(new ValueStateDescriptor<long>("sum"));
        otherElement.Bind(new ListStateDescriptor<Guid>("log"));
        var element = await Assert.ThrowsAsync<StateRestoreException>(async () => await RestoreAsync(otherElement, files));
        Assert.Contains("'log.Value' was String? and is now Guid", element.Message, StringComparison.Ordinal);

        using var otherKey = Open<long>(HashRange.All);
        var key = await Assert.ThrowsAsync<StateRestoreException>(async () => await RestoreAsync(otherKey, files));
        Assert.Contains("The key was String? and is now Int64", key.Message, StringComparison.Ordinal);
    }

    /// <summary>Something of each kind in each key, other than what other rounds put there.</summary>
    private static void Fill(ContractOperator running, int round)
    {
        for (var i = 0; i < Keys; i++)
        {
            var key = $"k{i}";
            var states = running[key];
            states.Sum.Ref += i + round;
            (states.History.Ref ??= []).Add(round);
            states.Visits[(round, $"{i}")] = i;
            states.Baskets[$"{round % 2}"] = new Basket { Items = [i, round] };
            states.Events[Noon.AddHours(round * i)] = i % 5 == 0 ? null : $"{round}";
            states.Log.Add($"{round}");
            states.Notes.Add(new Note { Text = $"{i}/{round}" });
            states.Total.Add(round);
            states.Longest.Add(new string('x', (i * round) % 7));
            states.Mean.Add(round);
            states.AddToSlice(round % 3, key, i);
            states.EventTimers.Register(key, Hash(key), (round * 100) + i);
            states.ClockTimers.Register(key, Hash(key), round);
        }
    }

    private static void ClearAll(ContractStates states)
    {
        states.Sum.Clear();
        states.History.Clear();
        states.Visits.Clear();
        states.Baskets.Clear();
        states.Events.Clear();
        states.Log.Clear();
        states.Notes.Clear();
        states.Total.Clear();
        states.Longest.Clear();
        states.Mean.Clear();
    }
}
