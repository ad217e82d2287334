using ActorStream.Backends;
using BenchmarkDotNet.Attributes;

namespace ActorStream.Bench.Micro;

/// <summary>What does it cost to register a timer of a key and to take it when it is due, among so many that wait?</summary>
public class TimerCost
{
    private readonly HeapMemory _memory = new(long.MaxValue);
    private HeapStateBackend<long> _backend = null!;
    private TimerState<long> _timers = null!;
    private KeyBatches _keys = null!;
    private long _now;

    [Params(10_000, 1_000_000)]
    public int Waiting { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _backend = new HeapStateBackend<long>(HashRange.All, _memory);
        _timers = _backend.Timers(TimerKind.EventTime);
        _keys = new KeyBatches(Waiting);
        while (_timers.Count < Waiting) Register();
    }

    [GlobalCleanup]
    public void Free()
    {
        _backend.Dispose();
        _memory.Dispose();
    }

    /// <summary>As many are taken as are registered, so that as many go on waiting.</summary>
    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public long Register_and_take()
    {
        Register();
        var taken = 0L;
        while (_timers.Count > Waiting && _timers.TryPopDue(long.MaxValue, out var key, out _, out _)) taken += key;
        return taken;
    }

    private void Register()
    {
        _keys.Next(out var keys, out var hashes);
        for (var i = 0; i < keys.Length; i++) _timers.Register(keys[i], hashes[i], ++_now);
    }
}
