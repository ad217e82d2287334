using System.Diagnostics;

namespace ActorStream.Bench.Comparison;

/// <summary>An event with the time at which it was due.</summary>
public readonly record struct DueEvent(long Key, long Value, long Due);

/// <summary>
/// Events at a rate, whoever takes them and when: each is due at its time, and has that time, even if nobody came for it. So a stall counts
/// for all events that it held up. Used by one thread.
/// </summary>
/// <param name="block">Keys and values.</param>
/// <param name="first">Where in the block to begin.</param>
/// <param name="perSecond">The rate.</param>
/// <param name="time">How long.</param>
internal sealed class DueEvents(Event[] block, int first, double perSecond, TimeSpan time)
{
    private readonly long _begin = Stopwatch.GetTimestamp();
    private readonly long _count = (long)(perSecond * time.TotalSeconds);
    private readonly double _spacing = Stopwatch.Frequency / perSecond;
    private long _given;

    internal bool IsOver => _given == _count;

    /// <summary>Those that are due and have not been taken.</summary>
    internal int Take(Span<DueEvent> into)
    {
        var due = Math.Min(_count, (long)((Stopwatch.GetTimestamp() - _begin) / _spacing));
        var count = (int)Math.Min(into.Length, due - _given);
        for (var i = 0; i < count; i++, _given++)
        {
            ref readonly var e = ref block[(int)((first + _given) % block.Length)];
            into[i] = new DueEvent(e.Key, e.Value, _begin + (long)(_given * _spacing));
        }

        return count;
    }

    /// <summary>Hands over what is due, and sleeps a millisecond when nothing is: the least that a timer sleeps.</summary>
    internal async Task PumpAsync(Func<ReadOnlyMemory<DueEvent>, ValueTask> take)
    {
        var some = new DueEvent[1024];
        while (!IsOver)
        {
            var count = Take(some);
            if (count == 0) await Task.Delay(1);
            else await take(some.AsMemory(0, count));
        }
    }
}
