using System.Runtime.InteropServices;

namespace ActorStream.Bench.Comparison;

/// <summary>Sums of one second by open addressing with prefetch; at its end all slots are looked at.</summary>
internal sealed class TumblingTable(long keys) : TumblingLoop
{
    private const int Ahead = 16;
    private readonly SumTable _sums = new(keys);

    public override void Dispose() => _sums.Dispose();

    protected override void AddWithin(ReadOnlySpan<TimedEvent> events)
    {
        var sums = _sums;
        var ahead = Math.Max(0, events.Length - Ahead);
        for (var i = 0; i < ahead; i++)
        {
            sums.Prefetch(events[i + Ahead].Key);
            sums.SumOf(events[i].Key) += events[i].Value;
        }

        foreach (ref readonly var e in events[ahead..]) sums.SumOf(e.Key) += e.Value;
    }

    protected override long Close(long end)
    {
        long check = 0;
        foreach (ref var slot in _sums.Slots)
        {
            // No value is zero, so a sum that is means that the key had no event.
            if (slot.Sum == 0) continue;
            check += WindowResult.CheckOf(slot.Key, end, slot.Sum);
            slot.Sum = 0;
        }

        return check;
    }
}

/// <summary>Sums of one second in a dictionary, which is then cleared.</summary>
internal sealed class TumblingDictionary(int keys) : TumblingLoop
{
    private readonly Dictionary<long, long> _sums = new(keys);

    protected override void AddWithin(ReadOnlySpan<TimedEvent> events)
    {
        foreach (ref readonly var e in events) CollectionsMarshal.GetValueRefOrAddDefault(_sums, e.Key, out _) += e.Value;
    }

    protected override long Close(long end)
    {
        long check = 0;
        foreach (var (key, sum) in _sums) check += WindowResult.CheckOf(key, end, sum);
        _sums.Clear();
        return check;
    }
}

/// <summary>Calls for the events of a second, and for its end.</summary>
internal abstract class TumblingLoop : Loop<TimedEvent>
{
    private long _end;

    internal override long Add(ReadOnlySpan<TimedEvent> events)
    {
        long check = 0;
        while (!events.IsEmpty)
        {
            if (events[0].Time.Ticks >= _end)
            {
                if (_end != 0) check += Close(_end);
                _end = SecondOf(events[0]) + TimeSpan.TicksPerSecond;
            }

            // Events are in order, so what belongs to the second is found by looking at the last.
            var within = events[^1].Time.Ticks < _end ? events.Length : FirstNotBefore(events, _end);
            AddWithin(events[..within]);
            events = events[within..];
        }

        return check;
    }

    internal override long Finish() => _end == 0 ? 0 : Close(_end);

    protected abstract void AddWithin(ReadOnlySpan<TimedEvent> events);

    protected abstract long Close(long end);

    internal static long SecondOf(in TimedEvent e) => e.Time.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond;

    private static int FirstNotBefore(ReadOnlySpan<TimedEvent> events, long end)
    {
        var i = 0;
        while (i < events.Length && events[i].Time.Ticks < end) i++;
        return i;
    }
}
