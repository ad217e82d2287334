using ActorStream.Backends;
using BenchmarkDotNet.Attributes;

namespace ActorStream.Bench.Micro;

/// <summary>What does a new key cost on the heap, the splitting of pages and the memory for them included?</summary>
public class HeapGrowth
{
    private const int Keys = 200_000;

    private readonly HeapMemory _memory = new(long.MaxValue);

    [GlobalCleanup]
    public void Free() => _memory.Dispose();

    [Benchmark(OperationsPerInvoke = Keys)]
    public void Grow()
    {
        using var state = new Announced(new HeapStateBackend<long>(HashRange.All, _memory));
        state.Grow(Keys);
    }
}
