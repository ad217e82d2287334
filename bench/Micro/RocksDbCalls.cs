using System.Buffers.Binary;
using ActorStream.Backends;
using ActorStream.Backends.Native;
using BenchmarkDotNet.Attributes;

namespace ActorStream.Bench.Micro;

/// <summary>
/// What do RocksDB's own calls cost per key: a get each, a multi-get of 256 in order of keys, a put each, a batch of 1,024 puts?
/// </summary>
public class RocksDbCalls
{
    private const int Keys = 1_000_000;
    private const int Lookups = 256;

    private readonly RecordWriter _value = new();
    private readonly byte[] _ordered = new byte[Lookups * sizeof(ulong)];
    private readonly int[] _ends = [.. Enumerable.Range(1, Lookups).Select(static i => i * sizeof(ulong))];
    private readonly nint[] _slices = new nint[Lookups];
    private readonly ulong[] _wanted = new ulong[KeyBatches.Size];
    private RocksDbHome _home = null!;
    private DbOptions _options = null!;
    private RocksDb _db = null!;
    private WriteBatch _batch = null!;
    private KeyBatches _keys = null!;

    private ColumnFamilyHandle Family => _db.ColumnFamilies[0];

    [GlobalSetup]
    public void Fill()
    {
        _home = RocksDbHome.Open(null, 64 << 20, expected: 1);
        _options = _home.NewOptions();
        _db = RocksDb.Open(_options, _home.NewDirectory("calls"), ["default"]);
        (_batch, _keys) = (new WriteBatch(), new KeyBatches(Keys));
        for (var first = 0; first < Keys; first += KeyBatches.Size)
        {
            for (var i = first; i < Math.Min(Keys, first + KeyBatches.Size); i++) Put(KeyHash.For<long>().Hash(KeyBatches.KeyOf(i)));
            _db.Write(_batch);
        }
    }

    [GlobalCleanup]
    public void Free()
    {
        _batch.Dispose();
        _db.Dispose();
        _options.Dispose();
        _home.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public int Get()
    {
        Span<byte> key = stackalloc byte[sizeof(ulong)];
        var found = 0;
        _keys.Next(out _, out var hashes);
        foreach (var hash in hashes)
        {
            BinaryPrimitives.WriteUInt64BigEndian(key, hash);
            _value.Clear();
            if (_db.TryGet(Family, key, _value)) found++;
        }

        return found;
    }

    /// <summary>The sorting is part of it.</summary>
    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public int Multi_get()
    {
        var found = 0;
        _keys.Next(out _, out var hashes);
        hashes.CopyTo(_wanted);
        _wanted.AsSpan().Sort();
        for (var first = 0; first < _wanted.Length; first += Lookups)
        {
            for (var i = 0; i < Lookups; i++) BinaryPrimitives.WriteUInt64BigEndian(_ordered.AsSpan(i * sizeof(ulong)), _wanted[first + i]);
            _db.MultiGet(Family, _ordered, _ends, sorted: true, _slices);
            foreach (var slice in _slices)
            {
                _value.Clear();
                if (RocksDb.TryTake(slice, _value)) found++;
            }
        }

        return found;
    }

    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public void Put_each()
    {
        _keys.Next(out _, out var hashes);
        foreach (var hash in hashes)
        {
            Put(hash);
            _db.Write(_batch);
        }
    }

    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public void Put_in_a_batch()
    {
        _keys.Next(out _, out var hashes);
        foreach (var hash in hashes) Put(hash);
        _db.Write(_batch);
    }

    private void Put(ulong hash)
    {
        Span<byte> bytes = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, hash);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[sizeof(ulong)..], hash);
        _batch.Put(Family, bytes[..sizeof(ulong)], bytes[sizeof(ulong)..]);
    }
}
