using ActorStream.Backends;
using ActorStream.Backends.Native;
using ActorStream.Tests.Engine.Backends.State;

namespace ActorStream.Tests.Engine.Backends.RocksDb;

/// <summary>Where RocksDB is not installed these run on the heap; <see cref="RocksDbBackendTests"/> are skipped then and say why.</summary>
public sealed class RocksDbStateContractTests : KeyedStateContract
{
    private readonly TestHome? _home = RocksDbLibrary.Problem is null ? new TestHome() : null;
    private readonly HeapMemory _heap = new(long.MaxValue);

    /// <summary>Each opens and copies some hundred databases.</summary>
    private protected override int ModelRuns => 3;

    public override void Dispose()
    {
        base.Dispose();
        _home?.Dispose();
        _heap.Dispose();
    }

    internal override KeyedStateBackend<TKey> Open<TKey>(HashRange range) =>
        _home is null ? new HeapStateBackend<TKey>(range, _heap) : _home.Open<TKey>(range);
}
