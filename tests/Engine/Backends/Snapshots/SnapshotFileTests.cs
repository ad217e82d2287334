using ActorStream.Backends;
using ActorStream.Tests.Engine.Backends.State;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Snapshots;

public sealed class SnapshotFileTests
{
    [Fact]
    public async Task Every_flipped_bit_is_found()
    {
        var files = new MemoryFiles();
        var snapshot = await WriteSmallAsync(files, "s");
        var intact = files.Contents["/job/s"];
        for (var at = 0; at < intact.Length; at++)
        {
            files.Contents["/job/s"] = [.. intact];
            files.Contents["/job/s"][at] ^= (byte)(1 << (at % 8));
            var error = await Assert.ThrowsAsync<SnapshotCorruptException>(() => RestoreAsync(files, snapshot));
            Assert.Contains("'/job/s'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_truncation_and_every_addition_is_found()
    {
        var files = new MemoryFiles();
        var snapshot = await WriteSmallAsync(files, "s");
        var intact = files.Contents["/job/s"];
        for (var length = 0; length < intact.Length; length++)
        {
            files.Contents["/job/s"] = intact[..length];
            await Assert.ThrowsAsync<SnapshotCorruptException>(() => RestoreAsync(files, snapshot));

            // Even if the length had been recorded wrongly.
            await Assert.ThrowsAsync<SnapshotCorruptException>(() => RestoreAsync(files, snapshot with { Files = [snapshot.Files[0] with { Length = length }] }));
        }

        files.Contents["/job/s"] = [.. intact, 0];
        await Assert.ThrowsAsync<SnapshotCorruptException>(() => RestoreAsync(files, snapshot));
    }

    [Fact]
    public async Task A_swapped_file_is_found()
    {
        var files = new MemoryFiles();
        var first = await WriteSmallAsync(files, "first", sum: 1);
        var second = await WriteSmallAsync(files, "second", sum: 2);
        Assert.Equal(first.Files[0].Length, second.Files[0].Length);
        files.Contents["/job/first"] = files.Contents["/job/second"];
        var error = await Assert.ThrowsAsync<SnapshotCorruptException>(() => RestoreAsync(files, first));
        Assert.Contains("checksum", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_checksum_is_that_of_the_whole_file()
    {
        var files = new MemoryFiles();
        var snapshot = await WriteSmallAsync(files, "s");
        Assert.Equal(Crc32C.Of(files.Contents["/job/s"]), snapshot.Files[0].Checksum);
        Assert.Equal(files.Contents["/job/s"].Length, snapshot.Files[0].Length);
    }

    [Fact]
    public async Task A_failed_write_leaves_no_file_and_can_be_repeated()
    {
        var files = new MemoryFiles { BeforeWrite = written => throw (written > 0 ? new IOException("no room") : new IOException("not at all")) };
        using var owner = Small(1);
        using var snapshot = owner.Backend.BeginSnapshot(1, on: null);
        await Assert.ThrowsAsync<IOException>(async () => await new SnapshotFiles(files).WriteAsync(snapshot, "s"));
        Assert.Empty(files.Contents);

        files.BeforeWrite = written =>
        {
            if (written > 100)
            {
                throw new IOException("no room");
            }
        };
        await Assert.ThrowsAsync<IOException>(async () => await new SnapshotFiles(files).WriteAsync(snapshot, "s"));
        Assert.Empty(files.Contents);

        files.BeforeWrite = null;
        var file = await new SnapshotFiles(files).WriteAsync(snapshot, "s");
        Assert.Equal(7, (await RestoreAsync(files, file)).Entries);
    }

    [Fact]
    public async Task Writing_is_not_disturbed_by_what_the_owner_does_meanwhile()
    {
        var files = new MemoryFiles();
        using var owner = new TestOperator(HashRange.All);
        for (var i = 0; i < 20_000; i++)
        {
            owner.Set($"{i}");
            owner.Sum.Ref = i;
        }

        using var snapshot = owner.Backend.BeginSnapshot(1, on: null);
        files.BeforeWrite = written =>
        {
            for (var i = 0; i < 20_000; i += 7)
            {
                owner.Set($"{i}");
                owner.Sum.Ref = written;
            }

            owner.Set($"new at {written}");
            owner.Sum.Ref = 1;
        };
        var file = await new SnapshotFiles(files).WriteAsync(snapshot, "s");
        using var restored = new TestOperator(HashRange.All);
        await restored.Backend.RestoreAsync(new SnapshotFiles(files).From([file]), default);
        for (var i = 0; i < 20_000; i++)
        {
            restored.Set($"{i}");
            Assert.Equal(i, restored.Sum.Ref);
        }
    }

    /// <summary>Version 2 of the format, byte by byte: a later release must read it. Never edit the golden file; add one per
    /// version.</summary>
    [Fact]
    public async Task The_golden_file_is_what_is_written_and_can_be_read()
    {
        var files = new MemoryFiles();
        var snapshot = await WriteSmallAsync(files, "golden");
        var today = Convert.ToBase64String(files.Contents["/job/golden"], Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n");
        var golden = Convert.FromBase64String(GoldenFile.Check("snapshot-v2.base64", today + "\n"));
        files.Contents["/job/golden"] = golden;
        Assert.Equal(7, (await RestoreAsync(files, snapshot)).Entries);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1000, false)]
    [InlineData(1000, true)]
    public async Task An_entry_that_comes_twice_is_refused_unless_it_is_a_change(int entries, bool isChange)
    {
        var files = new SnapshotFiles(new MemoryFiles());
        using var numbers = new HeapStateBackend<long>(HashRange.All, new HeapMemory(long.MaxValue));
        var sum = numbers.Bind(new ValueStateDescriptor<long>("sum"));
        var (key, value) = (Codecs.For<long>(), Codecs.For<long>(null));
        SnapshotState[] states = [new(StateKind.Value, "sum", value.Schema)];
        await using var target = new SnapshotTarget(files.Storage, new CheckpointAttempt(1, 1), "s", new CheckpointSettings { GatherBelow = new ByteSize(0) });
        var layers = new List<SnapshotFile>
        {
            await SnapshotWriter.WriteAsync(target, HashRange.All, key.Schema, states, [new(0, 0, new Entries(isChange ? 0 : entries, 2, false))], default),
        };
        await using var second = new SnapshotTarget(files.Storage, new CheckpointAttempt(2, 1), "t", new CheckpointSettings { GatherBelow = new ByteSize(0) });
        if (isChange)
            layers.Add(await SnapshotWriter.WriteAsync(second, HashRange.All, key.Schema, states, [new(0, 0, new Entries(entries, 2, true))], default));
        var part = new KeyedPart(HashRange.All, KeyedFormat.Layers, layers);
        if (!isChange)
        {
            var error = await Assert.ThrowsAsync<SnapshotCorruptException>(() => numbers.RestoreAsync(files.From([part]), default).AsTask());
            Assert.Contains("came twice", error.Message, StringComparison.Ordinal);
            return;
        }

        await numbers.RestoreAsync(files.From([part]), default);
        numbers.SetCurrent(7, KeyHash.For<long>().Hash(7));
        Assert.Equal(7, sum.GetOrAdd(out _));
    }

    /// <summary>Keys from 0 on, each so many times.</summary>
    private sealed class Entries(int keys, int times, bool isChange) : FrozenEntries
    {
        private readonly List<long> _keys =
            [.. Enumerable.Range(0, keys).SelectMany(key => Enumerable.Repeat((long)key, times)).OrderBy(key => KeyHash.For<long>().Hash(key))];

        private int _next;

        public override bool IsChange => isChange;

        public override void Rewind() => _next = 0;

        public override bool TryWriteNext(SnapshotBlockBuilder block)
        {
            if (_next == _keys.Count) return false;
            var key = _keys[_next++];
            block.Add(KeyHash.For<long>().Hash(key), Codecs.For<long>(), key, Codecs.For<long>(null), key);
            return true;
        }

        public override void Dispose()
        {
        }
    }

    private static TestOperator Small(long sum)
    {
        var owner = new TestOperator(HashRange.All);
        owner.Set("ATL");
        owner.Sum.Ref = sum;
        owner.History.Ref = [1, 2];
        owner.Set("BOS");
        owner.Sum.Ref = -1;
        owner.AddToSlice(10, "ATL", 3);
        owner.AddToSlice(20, "ATL", 4);
        owner.EventTimers.Register("ATL", TestOperator.Hash("ATL"), 100);
        owner.EventTimers.Register("ATL", TestOperator.Hash("ATL"), 50);
        owner.ProcessingTimers.Register("BOS", TestOperator.Hash("BOS"), 70);
        return owner;
    }

    private static async Task<KeyedPart> WriteSmallAsync(MemoryFiles files, string path, long sum = 5)
    {
        using var owner = Small(sum);
        return await owner.SnapshotAsync(new SnapshotFiles(files), path);
    }

    private static async Task<RestoreReport> RestoreAsync(MemoryFiles files, KeyedPart snapshot)
    {
        using var owner = new TestOperator(HashRange.All);
        return await owner.Backend.RestoreAsync(new SnapshotFiles(files).From([snapshot]), default);
    }
}
