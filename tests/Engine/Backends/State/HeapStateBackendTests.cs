using ActorStream.Backends;
using ActorStream.Tests.Engine.Backends.Snapshots;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.State;

public sealed class HeapStateBackendTests
{
    private static readonly HashSet<string> DropNothing = [];

    [Fact]
    public void A_state_answers_for_the_current_key()
    {
        using var operators = new TestOperator(HashRange.All);
        operators.Set("a");
        operators.Sum.Ref += 5;
        Assert.True(operators.Sum.Exists);
        operators.Set("b");
        Assert.False(operators.Sum.Exists);
        Assert.False(operators.Sum.TryGet(out _));
        operators.Sum.GetOrAdd(out var added) = 7;
        Assert.True(added);
        operators.Set("a");
        Assert.True(operators.Sum.TryGet(out var sum));
        Assert.Equal(5, sum);
        operators.Sum.Set(6);
        Assert.Equal(6, operators.Sum.Ref);
        operators.Sum.Clear();
        Assert.False(operators.Sum.Exists);
    }

    [Fact]
    public void A_state_used_outside_a_record_says_so()
    {
        using var operators = new TestOperator(HashRange.All);
        operators.Set("a");
        operators.Backend.ClearCurrent();
        var error = Assert.Throws<InvalidOperationException>(() => operators.Sum.Ref);
        Assert.Contains("State 'sum' was used while no record or timer is handled", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => operators.Sum.Exists);
    }

    [Fact]
    public void A_state_used_before_its_operator_opened_says_so()
    {
        var state = new StateDeclarations().Value<int>("early");
        var error = Assert.Throws<InvalidOperationException>(() => state.Set(1));
        Assert.Contains("'early' was used before its operator opened", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_is_declared_once()
    {
        var declared = new StateDeclarations();
        declared.Value<int>("twice");
        Assert.Throws<ArgumentException>(() => declared.Value<long>("twice"));
        Assert.Throws<ArgumentException>(() => declared.Value<long>(" "));
        Assert.Equal(["twice"], declared.All.Select(state => state.Name));
    }

    [Fact]
    public void Slices_are_ordered_iterated_by_hash_and_dropped()
    {
        using var operators = new TestOperator(HashRange.All);
        foreach (var slice in new long[] { 30, 10, 20 })
        {
            for (var i = 0; i < 100; i++)
            {
                operators.AddToSlice(slice, $"k{i}", slice + i);
            }
        }

        Assert.Equal([10L, 20L, 30L], operators.Slices.Slices);
        var cursor = operators.Slices.Iterate(20);
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
        var half = operators.Slices.Iterate(20);
        Assert.True(half.MoveNext());
        Assert.True(operators.Slices.Drop(20));
        Assert.False(half.MoveNext());
        Assert.False(operators.Slices.Drop(20));
        Assert.False(operators.Slices.Iterate(20).MoveNext());
        Assert.Equal([10L, 30L], operators.Slices.Slices);
    }

    [Fact]
    public async Task A_restore_of_a_part_reads_a_part()
    {
        var files = new MemoryFiles();
        using var whole = new TestOperator(HashRange.All);
        for (var i = 0; i < 50_000; i++)
        {
            whole.Set($"key {i}");
            whole.Sum.Ref = i;
        }

        var snapshot = await whole.SnapshotAsync(files, "whole");
        using var part = new TestOperator(HashRange.Of(3, 10));
        var report = await part.Backend.RestoreAsync(files, [snapshot], DropNothing, default);
        Assert.InRange(report.Entries, 4_000, 6_000);
        Assert.InRange(report.BytesRead, snapshot.Length / 20, snapshot.Length / 5);
    }

    [Fact]
    public async Task A_state_that_maps_nowhere_is_an_error_unless_dropped_by_name()
    {
        var files = new MemoryFiles();
        using var before = new TestOperator(HashRange.All);
        before.Set("a");
        before.Sum.Ref = 1;
        before.AddToSlice(10, "a", 1);
        var snapshot = await before.SnapshotAsync(files, "s");

        using var after = new HeapStateBackend<string>(HashRange.All, new HeapMemory(long.MaxValue));
        after.Bind(new ValueStateDescriptor<int>("other"));
        var error = await Assert.ThrowsAsync<StateRestoreException>(async () => await after.RestoreAsync(files, [snapshot], DropNothing, default));
        Assert.Contains("Value state 'sum' (Int64) and Slice state 'windows' (Int64)", error.Message, StringComparison.Ordinal);

        var report = await after.RestoreAsync(files, [snapshot], new HashSet<string> { "sum", "windows" }, default);
        Assert.Equal(["sum", "windows"], report.Dropped);
        Assert.Equal(["other"], report.Empty);
    }

    [Fact]
    public async Task A_changed_value_or_key_type_is_an_error_that_names_it()
    {
        var files = new MemoryFiles();
        using var before = new TestOperator(HashRange.All);
        before.Set("a");
        before.Sum.Ref = 1;
        var snapshot = await before.SnapshotAsync(files, "s");

        using var otherValue = new HeapStateBackend<string>(HashRange.All, new HeapMemory(long.MaxValue));
        otherValue.Bind(new ValueStateDescriptor<int>("sum"));
        var value = await Assert.ThrowsAsync<StateRestoreException>(
            async () => await otherValue.RestoreAsync(files, [snapshot], DropNothing, default));
        Assert.Contains("'sum' was Int64 and is now Int32", value.Message, StringComparison.Ordinal);

        using var otherKey = new HeapStateBackend<long>(HashRange.All, new HeapMemory(long.MaxValue));
        var key = await Assert.ThrowsAsync<StateRestoreException>(
            async () => await otherKey.RestoreAsync(files, [snapshot], DropNothing, default));
        Assert.Contains("The key was String? and is now Int64", key.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshots_that_leave_a_gap_or_overlap_are_refused()
    {
        var files = new MemoryFiles();
        using var low = new TestOperator(HashRange.Of(0, 2));
        using var high = new TestOperator(HashRange.Of(1, 2));
        var lowFile = await low.SnapshotAsync(files, "low");
        var lowAgain = await low.SnapshotAsync(files, "low again");
        var highFile = await high.SnapshotAsync(files, "high");

        using var all = new TestOperator(HashRange.All);
        Assert.Contains("No snapshot holds", (await Refused(lowFile)).Message, StringComparison.Ordinal);
        Assert.Contains("No snapshot holds", (await Refused(highFile)).Message, StringComparison.Ordinal);
        Assert.Contains("both hold", (await Refused(lowFile, lowAgain, highFile)).Message, StringComparison.Ordinal);
        Assert.Equal(0, (await all.Backend.RestoreAsync(files, [highFile, lowFile], DropNothing, default)).Entries);

        async Task<StateRestoreException> Refused(params SnapshotFile[] snapshots) =>
            await Assert.ThrowsAsync<StateRestoreException>(async () => await all.Backend.RestoreAsync(files, snapshots, DropNothing, default));
    }

    [Fact]
    public async Task Disposing_snapshots_and_backend_gives_all_memory_back()
    {
        using var memory = new HeapMemory(long.MaxValue);
        var operators = new TestOperator(HashRange.All, memory);
        for (var i = 0; i < 10_000; i++)
        {
            operators.AddToSlice(i % 3, $"{i}", i);
            operators.Numbers.GetOrAdd(i, i, KeyHash.For<long>().Hash(i), out _) = i;
        }

        var snapshot = operators.NumbersBackend.BeginSnapshot();
        operators.Numbers.GetOrAdd(1, 1, KeyHash.For<long>().Hash(1), out _)++;
        operators.Dispose();
        Assert.InRange(memory.UsedBytes, 1, long.MaxValue);
        await snapshot.WriteAsync(new MemoryFiles(), "after its owner is gone", default);
        snapshot.Dispose();
        snapshot.Dispose();
        Assert.Equal(0, memory.UsedBytes);
    }
}
