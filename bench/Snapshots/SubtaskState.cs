using System.Diagnostics;
using ActorStream.Backends;
using ActorStream.Backends.Files;

namespace ActorStream.Bench.Snapshots;

/// <summary>The keyed state of one subtask, used as its actor uses it, in batches.</summary>
internal sealed class SubtaskState : IAsyncDisposable
{
    private const int Batch = 1024;
    private const long Spread = unchecked((long)0x9E3779B97F4A7C15);

    private readonly string _directory;
    private readonly CheckpointStorage _storage;
    private readonly HeapMemory _memory = new(long.MaxValue);
    private readonly RocksDbHome? _home;
    private readonly IKeyHasher<long> _hasher = KeyHash.For<long>();
    private readonly KeyedStateBackend<long> _backend;
    private readonly ValueStore<long> _sum;
    private readonly long[] _keys = new long[Batch];
    private readonly ulong[] _hashes = new ulong[Batch];
    private SnapshotBase? _base;
    private long _checkpoint;

    private SubtaskState(bool rocksDb, long memory)
    {
        _directory = Directory.CreateTempSubdirectory("actorstream-bench-").FullName;
        _storage = new CheckpointStorage(new LocalFileSystem(), Path.Combine(_directory, "checkpoints"));
        _home = rocksDb ? RocksDbHome.Open(Path.Combine(_directory, "local"), memory, expected: 1) : null;
        _backend = Open(HashRange.All);
        _sum = Bound(_backend);
    }

    internal static async Task<SubtaskState> OpenAsync(bool rocksDb, long memory)
    {
        var state = new SubtaskState(rocksDb, memory);
        await state._backend.RestoreAsync(new KeyedRestore(state._storage, [], 0, new HashSet<string>()), default);
        return state;
    }

    /// <summary>Adds each key once, in an order of chance.</summary>
    internal Batches Grow(long keys) => Add(keys, position => (long)((UInt128)position * 2_147_483_647 % (UInt128)keys));

    /// <summary>Adds to some keys, drawn one by one.</summary>
    internal Batches Touch(long count, long keys, int seed)
    {
        var random = new Random(seed);
        return Add(count, _ => random.NextInt64(keys));
    }

    /// <summary>A snapshot on top of the one before, if there is one.</summary>
    internal async Task<SnapshotCost> SnapshotAsync()
    {
        var watch = Stopwatch.StartNew();
        using var snapshot = _backend.BeginSnapshot(++_checkpoint, _base);
        var synchronous = watch.Elapsed;
        watch.Restart();
        var attempt = new CheckpointAttempt(_checkpoint, 1);
        await using var target = new SnapshotTarget(_storage, attempt, CheckpointStorage.SnapshotPath(attempt, 0, 0, 0), new CheckpointSettings { GatherBelow = new ByteSize(0) });
        var part = await snapshot.WriteAsync(target, default);
        await target.SyncAsync(default);
        var known = _base?.Part.Files.Select(file => file.Path).ToHashSet() ?? [];
        _base = new SnapshotBase(_checkpoint, part);
        return new SnapshotCost(synchronous, watch.Elapsed, part.Files.Where(file => !known.Contains(file.Path)).Sum(file => file.Length));
    }

    /// <summary>Restores the last snapshot as the first of so many subtasks.</summary>
    internal async Task<(RestoreReport Report, TimeSpan Time)> RestoreAsync(int parallelism)
    {
        using var backend = Open(HashRange.Of(0, parallelism));
        Bound(backend);
        var watch = Stopwatch.StartNew();
        var report = await backend.RestoreAsync(new KeyedRestore(_storage, [_base!.Part], _checkpoint, new HashSet<string>()), default);
        return (report, watch.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        _backend.Dispose();
        _memory.Dispose();
        if (_home is not null) await _home.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private KeyedStateBackend<long> Open(HashRange range) => _home is null ? new HeapStateBackend<long>(range, _memory) : new RocksDbStateBackend<long>(range, _home, _memory);

    private static ValueStore<long> Bound(KeyedStateBackend<long> backend) => backend.Bind(new ValueStateDescriptor<long>("sum"));

    private Batches Add(long count, Func<long, long> keyAt)
    {
        var batches = new Batches();
        for (long first = 0; first < count; first += Batch)
        {
            var length = (int)Math.Min(Batch, count - first);
            for (var i = 0; i < length; i++) _keys[i] = unchecked((keyAt(first + i) + 1) * Spread);
            var start = Stopwatch.GetTimestamp();
            AddBatch(_keys.AsSpan(0, length));
            batches.Took(Stopwatch.GetElapsedTime(start));
        }

        return batches;
    }

    private void AddBatch(ReadOnlySpan<long> keys)
    {
        var hashes = _hashes.AsSpan(0, keys.Length);
        _hasher.Hash(keys, hashes);
        _backend.Prepare(keys, hashes);
        for (var i = 0; i < keys.Length; i++)
        {
            _backend.SetCurrent(keys[i], hashes[i]);
            _sum.GetOrAdd(out _)++;
        }
    }
}

/// <summary>What a snapshot took.</summary>
/// <param name="Synchronous">During this no record is handled.</param>
/// <param name="Writing">Beside the records.</param>
/// <param name="NewBytes">Of files that the snapshot before did not have.</param>
internal sealed record SnapshotCost(TimeSpan Synchronous, TimeSpan Writing, long NewBytes);

/// <summary>How long batches took.</summary>
internal sealed class Batches
{
    private const int Most = 5;

    /// <summary>Of all of them.</summary>
    internal TimeSpan Total { get; private set; }

    /// <summary>The slowest, slowest first.</summary>
    internal List<TimeSpan> Slowest { get; } = [];

    internal void Took(TimeSpan time)
    {
        Total += time;
        if (Slowest.Count == Most && time <= Slowest[^1]) return;
        Slowest.Add(time);
        Slowest.Sort(static (a, b) => b.CompareTo(a));
        if (Slowest.Count > Most) Slowest.RemoveAt(Most);
    }
}
