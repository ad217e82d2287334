using System.Runtime.InteropServices;

namespace ActorStream.Bench.Comparison;

/// <summary>
/// Windows in the shape that Flink gives them: an entry per key and window that an event belongs to, with a timer for each, which takes it
/// out at the window's end.
/// </summary>
/// <param name="keys">How many there are.</param>
/// <param name="windows">How many windows of a second's distance an event belongs to.</param>
internal sealed class KeyAndWindowLoop(int keys, int windows) : Loop<TimedEvent>
{
    private readonly Dictionary<(long Key, long End), long> _sums = new(keys * windows);
    private readonly PriorityQueue<long, long> _timers = new(keys * windows); // keys by the ends of their windows
    private long _watermark;

    internal override long Add(ReadOnlySpan<TimedEvent> events)
    {
        long check = 0;
        foreach (ref readonly var e in events)
        {
            if (e.Time.Ticks / TimeSpan.TicksPerSecond != _watermark / TimeSpan.TicksPerSecond) check += Advance(e.Time.Ticks);
            var end = TumblingLoop.SecondOf(e);
            for (var window = 0; window < windows; window++)
            {
                end += TimeSpan.TicksPerSecond;
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, (e.Key, end), out var exists);
                if (!exists) _timers.Enqueue(e.Key, end);
                sum += e.Value;
            }
        }

        return check;
    }

    internal override long Finish() => Advance(long.MaxValue);

    private long Advance(long watermark)
    {
        long check = 0;
        _watermark = watermark;
        while (_timers.TryPeek(out var key, out var end) && end <= watermark)
        {
            _timers.Dequeue();
            _sums.Remove((key, end), out var sum);
            check += WindowResult.CheckOf(key, end, sum);
        }

        return check;
    }
}
