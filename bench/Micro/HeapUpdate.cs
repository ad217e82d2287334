using ActorStream.Backends;
using BenchmarkDotNet.Attributes;

namespace ActorStream.Bench.Micro;

/// <summary>
/// What does it cost to read or change the state of a key on the heap, in the caches and out of them, with and without prefetch?
/// </summary>
public class HeapUpdate
{
    private readonly HeapMemory _memory = new(long.MaxValue);
    private KeyBatches _present = null!;
    private KeyBatches _absent = null!;
    private Announced _state = null!;

    /// <summary>Of 24 bytes a slot: 10,000 are in the second-level cache, 4 million are 130 MB.</summary>
    [Params(10_000, 4_000_000)]
    public int Keys { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        (_present, _absent) = (new KeyBatches(Keys), new KeyBatches(Keys, first: 1L << 40));
        _state = new Announced(new HeapStateBackend<long>(HashRange.All, _memory));
        _state.Grow(Keys);
    }

    [GlobalCleanup]
    public void Free()
    {
        _state.Dispose();
        _memory.Dispose();
    }

    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public long Update() => Update(prefetch: true);

    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public long Update_without_prefetch() => Update(prefetch: false);

    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public long Get()
    {
        _present.Next(out var keys, out var hashes);
        return _state.Read(keys, hashes, prefetch: true);
    }

    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public long Get_of_what_is_not_there()
    {
        _absent.Next(out var keys, out var hashes);
        return _state.Read(keys, hashes, prefetch: true);
    }

    private long Update(bool prefetch)
    {
        _present.Next(out var keys, out var hashes);
        return _state.Update(keys, hashes, prefetch);
    }
}
