using ActorStream.Backends;

namespace ActorStream.Tests.Engine.Backends.State;

public sealed class HeapStateContractTests : KeyedStateContract
{
    private readonly HeapMemory _memory = new(long.MaxValue);

    public override void Dispose()
    {
        base.Dispose();
        _memory.Dispose();
    }

    internal override KeyedStateBackend<TKey> Open<TKey>(HashRange range) => new HeapStateBackend<TKey>(range, _memory);
}
