using ActorStream.Backends;
using ActorStream.Tests.Engine.Backends.State;

namespace ActorStream.Tests.Engine.Backends.RocksDb;

[NeedsRocksDb]
public sealed class RocksDbStateContractTests : KeyedStateContract
{
    private readonly TestHome _home = new();

    /// <summary>Each opens and copies some hundred databases.</summary>
    private protected override int ModelRuns => 3;

    public override void Dispose()
    {
        base.Dispose();
        _home.Dispose();
    }

    internal override KeyedStateBackend<TKey> Open<TKey>(HashRange range) => _home.Open<TKey>(range);
}
