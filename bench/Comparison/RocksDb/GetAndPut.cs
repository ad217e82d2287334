using System.Buffers.Binary;
using ActorStream.Backends.Native;

namespace ActorStream.Bench.Comparison;

/// <summary>A keyed sum as it is written first: a get and a put for each event.</summary>
internal sealed class GetAndPut(long memory) : Loop<Event>
{
    private readonly Database _database = new(memory);
    private readonly WriteBatch _batch = new();
    private readonly RecordWriter _value = new();

    internal override long Add(ReadOnlySpan<Event> events)
    {
        Span<byte> key = stackalloc byte[Database.KeyBytes];
        Span<byte> sum = stackalloc byte[sizeof(long)];
        long check = 0;
        foreach (ref readonly var e in events)
        {
            Database.WriteKey(key, e.Key);
            var now = e.Value;
            if (_database.Db.TryGet(_database.Family, key, _value)) now += BinaryPrimitives.ReadInt64LittleEndian(_value.Written.Span);
            BinaryPrimitives.WriteInt64LittleEndian(sum, now);
            _batch.Put(_database.Family, key, sum);
            _database.Db.Write(_batch);
            check += now;
        }

        return check;
    }

    public override void Dispose()
    {
        _batch.Dispose();
        _database.Dispose();
    }
}
