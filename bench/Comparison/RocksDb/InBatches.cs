using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ActorStream.Backends.Native;

namespace ActorStream.Bench.Comparison;

/// <summary>A keyed sum in batches of 1,024 events: the keys of a batch are read at once, sorted, each once, and written at once.</summary>
internal sealed class InBatches(long memory) : Loop<Event>
{
    private const int Batch = 1024;
    private readonly Database _database = new(memory);
    private readonly WriteBatch _batch = new();
    private readonly RecordWriter _value = new();
    private readonly Dictionary<long, long> _sums = new(Batch);
    private readonly byte[] _keys = new byte[Batch * Database.KeyBytes];
    private readonly long[] _distinct = new long[Batch];
    private readonly int[] _ends = [.. Enumerable.Range(1, Batch).Select(i => i * Database.KeyBytes)];
    private readonly nint[] _slices = new nint[Batch];

    internal override long Add(ReadOnlySpan<Event> events)
    {
        long check = 0;
        for (int count; !events.IsEmpty; events = events[count..])
        {
            count = Math.Min(Batch, events.Length);
            check += AddBatch(events[..count]);
        }

        return check;
    }

    public override void Dispose()
    {
        _batch.Dispose();
        _database.Dispose();
    }

    private long AddBatch(ReadOnlySpan<Event> events)
    {
        Read(events);
        long check = 0;
        foreach (ref readonly var e in events)
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrNullRef(_sums, e.Key);
            sum += e.Value;
            check += sum;
        }

        Span<byte> key = stackalloc byte[Database.KeyBytes];
        Span<byte> value = stackalloc byte[sizeof(long)];
        foreach (var (changed, sum) in _sums)
        {
            Database.WriteKey(key, changed);
            BinaryPrimitives.WriteInt64LittleEndian(value, sum);
            _batch.Put(_database.Family, key, value);
        }

        _database.Db.Write(_batch);
        return check;
    }

    private void Read(ReadOnlySpan<Event> events)
    {
        _sums.Clear();
        foreach (ref readonly var e in events) _sums[e.Key] = 0;
        var distinct = _distinct.AsSpan(0, _sums.Count);
        _sums.Keys.CopyTo(_distinct, 0);

        // Written big-endian, negative ones come last.
        MemoryMarshal.Cast<long, ulong>(distinct).Sort();
        for (var i = 0; i < distinct.Length; i++) Database.WriteKey(_keys.AsSpan(i * Database.KeyBytes), distinct[i]);
        var slices = _slices.AsSpan(0, distinct.Length);
        var keys = _keys.AsSpan(0, distinct.Length * Database.KeyBytes);
        _database.Db.MultiGet(_database.Family, keys, _ends.AsSpan(0, distinct.Length), sorted: true, slices);
        for (var i = 0; i < distinct.Length; i++)
        {
            if (RocksDb.TryTake(slices[i], _value)) _sums[distinct[i]] = BinaryPrimitives.ReadInt64LittleEndian(_value.Written.Span);
        }
    }
}
