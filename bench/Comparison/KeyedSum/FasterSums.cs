using System.Numerics;
using FASTER.core;

namespace ActorStream.Bench.Comparison;

/// <summary>A running sum per key by FASTER's read-modify-write, in place, with all of its log in memory.</summary>
internal sealed class FasterSums : Loop<Event>
{
    private readonly NullDevice _device = new();
    private readonly FasterKV<long, long> _store;
    private readonly ClientSession<long, long, long, long, Empty, Sum> _session;

    internal FasterSums(long keys)
    {
        // At least as many buckets as keys: a bucket has room for seven entries. 24 bytes of log per key, in memory of a gigabyte, nearly
        // all of it mutable.
        var log = new LogSettings
        {
            LogDevice = _device, ObjectLogDevice = _device, MemorySizeBits = 30, PageSizeBits = 22, MutableFraction = 0.9,
        };
        _store = new FasterKV<long, long>((long)BitOperations.RoundUpToPowerOf2((ulong)keys), log);
        _session = _store.For(new Sum()).NewSession<Sum>();
    }

    internal override long Add(ReadOnlySpan<Event> events)
    {
        long check = 0;
        foreach (ref readonly var e in events)
        {
            var (key, value, sum) = (e.Key, e.Value, 0L);
            _session.RMW(ref key, ref value, ref sum);
            check += sum;
        }

        return check;
    }

    public override void Dispose()
    {
        _session.Dispose();
        _store.Dispose();
        _device.Dispose();
    }

    private sealed class Sum : FunctionsBase<long, long, long, long, Empty>
    {
        public override bool InitialUpdater(ref long key, ref long input, ref long value, ref long output, ref RMWInfo info)
        {
            output = value = input;
            return true;
        }

        public override bool InPlaceUpdater(ref long key, ref long input, ref long value, ref long output, ref RMWInfo info)
        {
            output = value += input;
            return true;
        }

        public override bool CopyUpdater(
            ref long key, ref long input, ref long oldValue, ref long newValue, ref long output, ref RMWInfo info)
        {
            output = newValue = oldValue + input;
            return true;
        }
    }
}
