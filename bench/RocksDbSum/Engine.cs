using ActorStream.Backends;

namespace ActorStream.Bench.RocksDbSum;

/// <summary>A keyed sum as the engine's stages do it: the keys of a batch are announced, then each record adds to its key's value.</summary>
internal sealed class Engine : IContestant
{
    private readonly HeapMemory _memory = new(long.MaxValue);
    private readonly RocksDbStateBackend<long> _backend;
    private readonly ValueStore<long> _sum;
    private readonly IKeyHasher<long> _hasher = KeyHash.For<long>();
    private ulong[] _hashes = [];

    internal Engine(RocksDbHome home)
    {
        _backend = new RocksDbStateBackend<long>(HashRange.All, home, _memory);
        _sum = _backend.Bind(new ValueStateDescriptor<long>("sum"));
        var nothing = new KeyedRestore(new CheckpointStorage(home.Disk, home.Directory), [], 0, new HashSet<string>());
        _backend.RestoreAsync(nothing, default).AsTask().GetAwaiter().GetResult();
    }

    public string Name => "engine's backend";

    public long Add(ReadOnlySpan<long> keys)
    {
        if (_hashes.Length < keys.Length) _hashes = new ulong[keys.Length];
        _hasher.Hash(keys, _hashes);
        _backend.Prepare(keys, _hashes.AsSpan(0, keys.Length));
        long check = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            _backend.SetCurrent(keys[i], _hashes[i]);
            check += ++_sum.GetOrAdd(out _);
        }

        return check;
    }

    public void Dispose()
    {
        _backend.Dispose();
        _memory.Dispose();
    }
}
