using ActorStream.Backends;
using BenchmarkDotNet.Attributes;

namespace ActorStream.Bench.Micro;

/// <summary>
/// What does it cost to change the state of a key in RocksDB, where the cache holds it and where it holds one in so many?
/// </summary>
public class RocksDbUpdate
{
    private const long CacheBytes = 32 << 20;

    private readonly HeapMemory _memory = new(long.MaxValue);
    private RocksDbHome _home = null!;
    private KeyBatches _keys = null!;
    private Announced _state = null!;

    /// <summary>
    /// The first all fit into the cache. Of the others most are read in one go per batch, and each makes room by being written back.
    /// </summary>
    [Params(50_000, 3_000_000)]
    public int Keys { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _home = RocksDbHome.Open(null, CacheBytes, expected: 1);
        _keys = new KeyBatches(Keys);
        var backend = new RocksDbStateBackend<long>(HashRange.All, _home, _memory);
        _state = new Announced(backend);
        var nothing = new KeyedRestore(new CheckpointStorage(_home.Disk, _home.Directory), [], 0, new HashSet<string>());
        backend.RestoreAsync(nothing, default).AsTask().GetAwaiter().GetResult();
        _state.Grow(Keys);
    }

    [GlobalCleanup]
    public void Free()
    {
        _state.Dispose();
        _home.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _memory.Dispose();
    }

    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public long Update()
    {
        _keys.Next(out var keys, out var hashes);
        return _state.Update(keys, hashes, prefetch: true);
    }
}
