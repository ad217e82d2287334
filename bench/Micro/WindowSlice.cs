using ActorStream.Backends;
using BenchmarkDotNet.Attributes;

namespace ActorStream.Bench.Micro;

/// <summary>
/// What does it cost to add a record to its key's accumulator in a slice of time, looked up by itself? Where a batch lies in one slice
/// the window stage prefetches besides, as <see cref="HeapUpdate"/> measures.
/// </summary>
public class WindowSlice
{
    private readonly HeapMemory _memory = new(long.MaxValue);
    private HeapStateBackend<long> _backend = null!;
    private SliceState<long, long> _slices = null!;
    private KeyBatches _keys = null!;

    [Params(1_000, 100_000)]
    public int Keys { get; set; }

    /// <summary>Records come for so many slices in turns: out of order, as from several splits.</summary>
    [Params(1, 4)]
    public int Slices { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _backend = new HeapStateBackend<long>(HashRange.All, _memory);
        _slices = _backend.Slices(new SliceStateDescriptor<long>("window"));
        _keys = new KeyBatches(Keys);
        for (var batch = 0; batch < 1024; batch++) Add();
    }

    [GlobalCleanup]
    public void Free()
    {
        _backend.Dispose();
        _memory.Dispose();
    }

    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public long Add()
    {
        var total = 0L;
        _keys.Next(out var keys, out var hashes);
        for (var i = 0; i < keys.Length; i++) total += ++_slices.GetOrAdd(i % Slices, keys[i], hashes[i], out _);
        return total;
    }
}
