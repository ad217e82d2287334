using System.Buffers.Binary;
using ActorStream.Backends;
using ActorStream.Backends.Native;

namespace ActorStream.Bench.RocksDbSum;

/// <summary>A keyed sum as it is written first: a get and a put for each record. The same options and memory, all of it RocksDB's.</summary>
internal sealed class Plain : IContestant
{
    private readonly Cache _cache;
    private readonly DbOptions _options;
    private readonly RocksDb _db;
    private readonly WriteBatch _batch = new();
    private readonly RecordWriter _value = new();
    private readonly IKeyHasher<long> _hasher = KeyHash.For<long>();

    internal Plain(RocksDbHome home, long memory)
    {
        _cache = new Cache(memory * 3 / 4);
        _options = new DbOptions(_cache, memory / 4);
        _db = RocksDb.Open(_options, home.NewDirectory("plain"), ["default"]);
    }

    public string Name => "get + put";

    public long Add(ReadOnlySpan<long> keys)
    {
        Span<byte> key = stackalloc byte[2 * sizeof(long)];
        Span<byte> sum = stackalloc byte[sizeof(long)];
        var family = _db.ColumnFamilies[0];
        long check = 0;
        foreach (var one in keys)
        {
            BinaryPrimitives.WriteUInt64BigEndian(key, _hasher.Hash(one));
            BinaryPrimitives.WriteInt64BigEndian(key[sizeof(long)..], one);
            var now = 1 + (_db.TryGet(family, key, _value) ? BinaryPrimitives.ReadInt64LittleEndian(_value.Written.Span) : 0);
            BinaryPrimitives.WriteInt64LittleEndian(sum, now);
            _batch.Put(family, key, sum);
            _db.Write(_batch);
            check += now;
        }

        return check;
    }

    public void Dispose()
    {
        _batch.Dispose();
        _db.Dispose();
        _options.Dispose();
        _cache.Dispose();
    }
}
