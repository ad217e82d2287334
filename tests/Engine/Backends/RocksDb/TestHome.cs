using ActorStream.Backends;

namespace ActorStream.Tests.Engine.Backends.RocksDb;

/// <summary>A directory for databases that goes with the test, and as little memory as can be, so that the cache lets entries go.</summary>
internal sealed class TestHome : IDisposable
{
    private const string InMemory = "/dev/shm"; // where RocksDB's many syncs of small files cost nothing

    private readonly DirectoryInfo _directory = Directory.Exists(InMemory)
        ? Directory.CreateDirectory(Path.Combine(InMemory, $"actorstream-rocksdb-{Guid.NewGuid():n}"))
        : Directory.CreateTempSubdirectory("actorstream-rocksdb-");
    private readonly HeapMemory _memory = new(long.MaxValue);

    public TestHome(long memory = 1024) => Home = RocksDbHome.Open(_directory.FullName, memory, expected: 1);

    public RocksDbHome Home { get; }

    public HeapMemory Memory => _memory;

    public RocksDbStateBackend<TKey> Open<TKey>(HashRange range, bool incremental = true) => new(range, Home, _memory, incremental);

    public HeapStateBackend<TKey> OpenHeap<TKey>(HashRange range) => new(range, _memory);

    public void Dispose()
    {
        Home.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _memory.Dispose();
        _directory.Delete(recursive: true);
    }
}
