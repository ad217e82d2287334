using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorStream.Bench.Comparison;

/// <summary>Sums of the last seconds, one after the other: per key the sums of single seconds, in a ring.</summary>
internal abstract class SlidingLoop(int keys, int seconds) : Loop<TimedEvent>
{
    private readonly SumTable _numbers = new(keys); // of keys, from one on
    private long _end;
    private int _second;

    protected int Count { get; private set; }

    protected long[] Keys { get; } = new long[keys];

    public override void Dispose() => _numbers.Dispose();

    internal override long Add(ReadOnlySpan<TimedEvent> events)
    {
        long check = 0;
        foreach (ref readonly var e in events)
        {
            if (e.Time.Ticks >= _end)
            {
                for (var to = TumblingLoop.SecondOf(e) + TimeSpan.TicksPerSecond; _end < to; _end += TimeSpan.TicksPerSecond)
                {
                    if (_end == 0)
                    {
                        _end = to;
                        break;
                    }

                    check += Slide();
                }
            }

            ref var number = ref _numbers.SumOf(e.Key);
            if (number == 0)
            {
                Keys[Count] = e.Key;
                number = ++Count;
            }

            Sum((int)number - 1, _second) += e.Value;
        }

        return check;
    }

    internal override long Finish()
    {
        long check = 0;
        for (var i = 0; i < seconds; i++, _end += TimeSpan.TicksPerSecond) check += Slide();
        return check;
    }

    /// <summary>A key's sum of a second.</summary>
    protected abstract ref long Sum(int number, int second);

    /// <summary>The window ends behind a second; the second after it, the oldest, is to be zero.</summary>
    protected abstract long Close(long end, int second, int oldest);

    private long Slide()
    {
        var oldest = (_second + 1) % seconds;
        var check = Close(_end, _second, oldest);
        _second = oldest;
        return check;
    }
}

/// <summary>Keeps the sum of the window: the new second is added to it, the oldest is taken away. Only sums can be had so.</summary>
internal sealed class SlidingTotals(int keys, int seconds) : SlidingLoop(keys, seconds)
{
    private readonly long[] _totals = new long[keys];
    private readonly long[][] _seconds = [.. Enumerable.Range(0, seconds).Select(_ => new long[keys])];

    protected override ref long Sum(int number, int second) => ref _seconds[second][number];

    protected override long Close(long end, int second, int oldest)
    {
        long check = 0;
        var totals = _totals.AsSpan(0, Count);
        var (added, removed) = (_seconds[second], _seconds[oldest]);
        for (var i = 0; i < totals.Length; i++)
        {
            var total = totals[i] + added[i];
            check += WindowResult.CheckOf(Keys[i], end, total);
            totals[i] = total - removed[i];
        }

        removed.AsSpan(0, Count).Clear();
        return check;
    }
}

/// <summary>Adds all seconds of the window together at its end, as any aggregate can be had.</summary>
internal sealed class SlidingMerged(int keys, int seconds) : SlidingLoop(keys, seconds)
{
    private readonly int _stride = (seconds + 7) / 8 * 8;
    private readonly long[] _sums = new long[keys * ((seconds + 7) / 8 * 8)];

    protected override ref long Sum(int number, int second) => ref _sums[(number * _stride) + second];

    protected override long Close(long end, int second, int oldest)
    {
        long check = 0;
        for (var i = 0; i < Count; i++)
        {
            var sums = _sums.AsSpan(i * _stride, _stride);
            var total = Vector<long>.Zero;
            foreach (var some in MemoryMarshal.Cast<long, Vector<long>>(sums)) total += some;
            check += WindowResult.CheckOf(Keys[i], end, Vector.Sum(total));
            sums[oldest] = 0;
        }

        return check;
    }
}
