using ActorStream.Backends;
using ActorStream.Tests.Engine.Backends.Snapshots;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.State;

public sealed class HeapStateBackendTests
{
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
    public async Task A_restore_of_a_part_reads_a_part()
    {
        var files = new SnapshotFiles(new MemoryFiles());
        using var whole = new TestOperator(HashRange.All);
        for (var i = 0; i < 50_000; i++)
        {
            whole.Set($"key {i}");
            whole.Sum.Ref = i;
        }

        var snapshot = await whole.SnapshotAsync(files, "whole");
        using var part = new TestOperator(HashRange.Of(3, 10));
        var report = await part.Backend.RestoreAsync(files.From([snapshot]), default);
        Assert.InRange(report.Entries, 4_000, 6_000);
        Assert.InRange(report.BytesRead, snapshot.Files[0].Length / 20, snapshot.Files[0].Length / 5);
    }

    [Fact]
    public async Task The_first_snapshot_behind_a_restore_says_what_changed_even_where_everything_was_due()
    {
        var files = new SnapshotFiles(new MemoryFiles());
        using var before = new TestOperator(HashRange.All);
        var all = await ChangeAsync(before, 1, null, 0, 1_000);
        var some = await ChangeAsync(before, 2, all, 0, 450);
        var most = await ChangeAsync(before, 3, some, 450, 900);
        Assert.Equal([1, 2, 3], new[] { all, some, most }.Select(part => part.Files.Count));

        using var after = new TestOperator(HashRange.All);
        await after.Backend.RestoreAsync(files.From([most], checkpoint: 3), default);
        var first = await ChangeAsync(after, 4, most, 0, 1);
        Assert.Equal(4, first.Files.Count);
        Assert.Single((await ChangeAsync(after, 5, first, 1, 2)).Files);
        Assert.Single((await ChangeAsync(before, 4, most, 0, 1)).Files);

        using var last = new TestOperator(HashRange.All);
        var report = await last.Backend.RestoreAsync(files.From([first], checkpoint: 4), default);
        Assert.Equal(1_000 + 450 + 450 + 1, report.Entries);
        last.Set("key 0");
        Assert.Equal(4, last.Sum.Ref);

        async Task<KeyedPart> ChangeAsync(TestOperator operators, long checkpoint, KeyedPart? on, int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                operators.Set($"key {i}");
                operators.Sum.Ref = checkpoint;
            }

            using var snapshot = operators.Backend.BeginSnapshot(checkpoint, on is null ? null : new SnapshotBase(checkpoint - 1, on));
            return await files.WriteAsync(snapshot, $"{checkpoint} of {operators.GetHashCode()}");
        }
    }

    [Fact]
    public async Task Snapshots_that_leave_a_gap_or_overlap_are_refused()
    {
        var files = new SnapshotFiles(new MemoryFiles());
        using var low = new TestOperator(HashRange.Of(0, 2));
        using var high = new TestOperator(HashRange.Of(1, 2));
        var lowFile = await low.SnapshotAsync(files, "low");
        var lowAgain = await low.SnapshotAsync(files, "low again");
        var highFile = await high.SnapshotAsync(files, "high");

        using var all = new TestOperator(HashRange.All);
        Assert.Contains("No snapshot holds", (await Refused(lowFile)).Message, StringComparison.Ordinal);
        Assert.Contains("No snapshot holds", (await Refused(highFile)).Message, StringComparison.Ordinal);
        Assert.Contains("both hold", (await Refused(lowFile, lowAgain, highFile)).Message, StringComparison.Ordinal);
        Assert.Equal(0, (await all.Backend.RestoreAsync(files.From([highFile, lowFile]), default)).Entries);

        async Task<StateRestoreException> Refused(params KeyedPart[] snapshots) =>
            await Assert.ThrowsAsync<StateRestoreException>(async () => await all.Backend.RestoreAsync(files.From(snapshots), default));
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

        var snapshot = operators.NumbersBackend.BeginSnapshot(1, on: null);
        operators.Numbers.GetOrAdd(1, 1, KeyHash.For<long>().Hash(1), out _)++;
        operators.Dispose();
        Assert.InRange(memory.UsedBytes, 1, long.MaxValue);
        await new SnapshotFiles(new MemoryFiles()).WriteAsync(snapshot, "after its owner is gone");
        snapshot.Dispose();
        snapshot.Dispose();
        Assert.Equal(0, memory.UsedBytes);
    }
}
