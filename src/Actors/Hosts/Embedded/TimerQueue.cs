using System.Diagnostics;

namespace ActorStream.Actors.Hosts;

/// <summary>Timers by deadline, on the monotonic clock. Not thread-safe.</summary>
/// <remarks>
/// A timer that is taken back stays in the heap until its deadline, or until such timers are the majority and are all removed at once:
/// setting and cancelling is the common case, and so costs no search.
/// </remarks>
internal sealed class TimerQueue
{
    private const int FewestWorthRemoving = 64;

    private readonly PriorityQueue<TimerNode, long> _byDeadline = new();
    private int _disarmed;

    internal int Count => _byDeadline.Count;

    /// <summary>Adds a timer; answers whether it is the next one due.</summary>
    internal bool Add(TimerNode timer, TimeSpan delay)
    {
        // Longer than a century is never; the sum must not overflow.
        var ticks = Math.Min(delay.TotalSeconds, 4e9) * Stopwatch.Frequency;
        _byDeadline.Enqueue(timer, Stopwatch.GetTimestamp() + (long)ticks);
        return _byDeadline.Peek() == timer;
    }

    internal void Remove(TimerNode timer)
    {
        if (timer.Disarmed)
            return;
        timer.Disarmed = true;
        if (++_disarmed < FewestWorthRemoving || _disarmed * 2 < _byDeadline.Count)
            return;
        var wanted = _byDeadline.UnorderedItems.Where(item => !item.Element.Disarmed).ToArray();
        _byDeadline.Clear();
        _byDeadline.EnqueueRange(wanted);
        _disarmed = 0;
    }

    /// <summary>
    /// Takes a timer whose deadline has passed. If there is none, answers how long to wait for the next, in milliseconds rounded up,
    /// or <see cref="Timeout.Infinite"/>.
    /// </summary>
    internal TimerNode? TakeDue(out int waitMilliseconds)
    {
        waitMilliseconds = Timeout.Infinite;
        while (_byDeadline.TryPeek(out var timer, out var deadline))
        {
            if (!timer.Disarmed)
            {
                var ticks = deadline - Stopwatch.GetTimestamp();
                if (ticks > 0)
                {
                    waitMilliseconds = (int)Math.Min(int.MaxValue, Math.Ceiling(ticks * 1000.0 / Stopwatch.Frequency));
                    return null;
                }
            }
            _byDeadline.Dequeue();
            if (!timer.Disarmed)
            {
                timer.Disarmed = true;
                return timer;
            }
            _disarmed--;
        }
        return null;
    }
}
