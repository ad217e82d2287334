using ActorStream.Backends;
using ActorStream.Tests.Engine.Backends.Snapshots;
using ActorStream.Tests.Engine.Backends.State;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.RocksDb;

public sealed class RocksDbBackendTests
{
    private const int Keys = 20_000;

    private static readonly IKeyHasher<long> Hasher = KeyHash.For<long>();
    private readonly SnapshotFiles _files = new(new MemoryFiles());

    [RocksDbFact]
    public async Task State_goes_from_the_heap_to_RocksDB_and_back_reading_what_it_needs()
    {
        using var home = new TestHome();
        using var first = home.OpenHeap<long>(HashRange.All);
        Add(first, Bound(first), 0, Keys);
        var onHeap = await WriteAsync(first, 1, null);
        using var second = home.Open<long>(HashRange.All);
        var sums = Bound(second);
        await second.RestoreAsync(_files.From([onHeap]), default);
        Add(second, sums, 0, Keys);
        var inRocksDb = await WriteAsync(second, 2, null);
        Assert.Equal(KeyedFormat.RocksDb, inRocksDb.Format);

        var found = 0;
        for (var subtask = 0; subtask < 3; subtask++)
        {
            using var third = home.OpenHeap<long>(HashRange.Of(subtask, 3));
            var restored = Bound(third);
            var report = await third.RestoreAsync(_files.From([inRocksDb], 2), default);
            found += (int)report.Entries;
            for (long key = 0; key < Keys; key++)
            {
                if (!third.Range.Contains(Hasher.Hash(key))) continue;
                third.SetCurrent(key, Hasher.Hash(key));
                Assert.True(restored.TryGet(out var sum));
                Assert.Equal(2 * key, sum);
            }
        }

        Assert.Equal(Keys, found);
    }

    [RocksDbFact]
    public async Task A_checkpoint_refers_to_files_that_the_one_before_has()
    {
        using var home = new TestHome(memory: 16 << 20);
        using var backend = home.Open<long>(HashRange.All);
        var sums = Bound(backend);
        Add(backend, sums, 0, Keys);
        var full = await WriteAsync(backend, 1, null);
        Add(backend, sums, 0, Keys / 100);
        var next = await WriteAsync(backend, 2, new SnapshotBase(1, full));
        Assert.Contains(full.Files[DatabaseInventory.FilesBefore], next.Files);
        var written = next.Files.Except(full.Files).Sum(file => file.Length);
        Assert.InRange(written, 1, full.Files.Sum(file => file.Length) / 10);

        using var restored = home.Open<long>(HashRange.All);
        var again = Bound(restored);
        await restored.RestoreAsync(_files.From([next], 2), default);
        restored.SetCurrent(7, Hasher.Hash(7));
        Assert.Equal(14, again.GetOrAdd(out _));
        var third = await WriteAsync(restored, 3, new SnapshotBase(2, next));
        Assert.Contains(full.Files[DatabaseInventory.FilesBefore], third.Files);
    }

    [RocksDbFact]
    public async Task A_file_that_was_changed_is_refused()
    {
        using var home = new TestHome();
        using var backend = home.Open<long>(HashRange.All);
        Add(backend, Bound(backend), 0, 1000);
        var part = await WriteAsync(backend, 1, null);
        for (var file = 0; file < part.Files.Count; file++)
        {
            var changed = part.Files.ToArray();
            changed[file] = changed[file] with { Checksum = changed[file].Checksum ^ 1 };
            using var restored = home.Open<long>(HashRange.All);
            Bound(restored);
            await Assert.ThrowsAsync<SnapshotCorruptException>(
                () => restored.RestoreAsync(_files.From([part with { Files = changed }]), default).AsTask());
        }
    }

    [RocksDbFact]
    public async Task What_a_process_left_that_is_gone_is_deleted_and_nothing_of_one_that_lives()
    {
        var root = Directory.CreateTempSubdirectory("actorstream-homes-");
        var left = Directory.CreateDirectory(Path.Combine(root.FullName, "1", "db-1"));
        var home = RocksDbHome.Open(root.FullName, 1 << 20, 1);
        var living = Directory.CreateDirectory(home.NewDirectory("db"));
        Assert.False(left.Exists && Directory.Exists(left.FullName));
        var other = RocksDbHome.Open(root.FullName, 1 << 20, 1);
        Assert.NotEqual(home.Directory, other.Directory);
        Assert.True(Directory.Exists(living.FullName));
        await other.DisposeAsync();
        await home.DisposeAsync();
        root.Delete(recursive: true);
    }

    private static ValueStore<long> Bound(KeyedStateBackend<long> backend) => backend.Bind(new ValueStateDescriptor<long>("sum"));

    private static void Add(KeyedStateBackend<long> backend, ValueStore<long> sums, long from, long to)
    {
        for (var key = from; key < to; key++)
        {
            backend.SetCurrent(key, Hasher.Hash(key));
            sums.GetOrAdd(out _) += key;
        }
    }

    private async Task<KeyedPart> WriteAsync(KeyedStateBackend<long> backend, long checkpoint, SnapshotBase? on)
    {
        using var snapshot = backend.BeginSnapshot(checkpoint, on);
        return await _files.WriteAsync(snapshot, $"chk-{checkpoint}-e1/0.keyed");
    }
}
