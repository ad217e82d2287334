using System.Runtime.InteropServices;

namespace ActorStream.Bench.Comparison;

/// <summary>A running sum per key in a <see cref="Dictionary{TKey, TValue}"/>, sized beforehand, one look-up per event.</summary>
internal sealed class DictionarySums(int keys) : Loop<Event>
{
    private readonly Dictionary<long, long> _sums = new(keys);

    internal override long Add(ReadOnlySpan<Event> events)
    {
        long check = 0;
        foreach (ref readonly var e in events)
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, e.Key, out _);
            sum += e.Value;
            check += sum;
        }

        return check;
    }
}

/// <summary>A running sum per key by open addressing.</summary>
internal sealed class OpenAddressingSums(long keys) : Loop<Event>
{
    private readonly SumTable _sums = new(keys);

    internal override long Add(ReadOnlySpan<Event> events)
    {
        var sums = _sums;
        long check = 0;
        foreach (ref readonly var e in events) check += sums.SumOf(e.Key) += e.Value;
        return check;
    }

    public override void Dispose() => _sums.Dispose();
}

/// <summary>As <see cref="OpenAddressingSums"/>; the slot of the event 16 ahead is fetched meanwhile.</summary>
internal sealed class PrefetchingSums(long keys) : Loop<Event>
{
    private const int Ahead = 16;
    private readonly SumTable _sums = new(keys);

    internal override long Add(ReadOnlySpan<Event> events)
    {
        var sums = _sums;
        long check = 0;
        var ahead = Math.Max(0, events.Length - Ahead);
        for (var i = 0; i < ahead; i++)
        {
            sums.Prefetch(events[i + Ahead].Key);
            check += sums.SumOf(events[i].Key) += events[i].Value;
        }

        foreach (ref readonly var e in events[ahead..]) check += sums.SumOf(e.Key) += e.Value;
        return check;
    }

    public override void Dispose() => _sums.Dispose();
}
