using ActorStream.Backends;
using ActorStream.Backends.Files.Memory;
using BenchmarkDotNet.Attributes;

namespace ActorStream.Bench.Micro;

/// <summary>
/// What does a snapshot of a million keys on the heap cost: its synchronous part, and its writing (into memory: no disk is measured), whole
/// and of what changed?
/// </summary>
public class SnapshotCost
{
    private const int Keys = 1_000_000;

    private static readonly CheckpointAttempt Attempt = new(1, 1);
    private readonly CheckpointStorage _storage = new(new MemoryFileSystem(long.MaxValue), "/checkpoints");
    private readonly HeapMemory _memory = new(long.MaxValue);
    private readonly KeyBatches _keys = new(Keys);
    private HeapStateBackend<long> _backend = null!;
    private Announced _state = null!;
    private SnapshotBase? _base;
    private long _checkpoint;

    [GlobalSetup]
    public void Fill()
    {
        _backend = new HeapStateBackend<long>(HashRange.All, _memory);
        _state = new Announced(_backend);
        _state.Grow(Keys);
    }

    [GlobalCleanup]
    public void Free()
    {
        _state.Dispose();
        _memory.Dispose();
    }

    /// <summary>Each time with a base of which 1 % of the keys have changed.</summary>
    [IterationSetup]
    public void Touch()
    {
        _base = new SnapshotBase(_checkpoint + 1, Write(on: null));
        for (var done = 0; done < Keys / 100; done += KeyBatches.Size)
        {
            _keys.Next(out var keys, out var hashes);
            _state.Update(keys, hashes, prefetch: true);
        }
    }

    /// <summary>During this no record is handled.</summary>
    [Benchmark]
    public void Synchronous_part() => _backend.BeginSnapshot(++_checkpoint, _base).Dispose();

    [Benchmark]
    public object Whole() => Write(on: null);

    [Benchmark]
    public object Of_one_per_cent() => Write(_base);

    private KeyedPart Write(SnapshotBase? on)
    {
        using var snapshot = _backend.BeginSnapshot(++_checkpoint, on);
        return WriteAsync(snapshot).AsTask().GetAwaiter().GetResult();
    }

    private async ValueTask<KeyedPart> WriteAsync(StateSnapshot snapshot)
    {
        await using var target =
            new SnapshotTarget(_storage, Attempt, $"part-{_checkpoint & 1}", new CheckpointSettings { GatherBelow = new ByteSize(0) });
        return await snapshot.WriteAsync(target, default);
    }
}
