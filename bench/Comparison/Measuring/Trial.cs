using System.Diagnostics;

namespace ActorStream.Bench.Comparison;

/// <summary>
/// One run of a contestant, measured where it takes its events: it cannot be ahead of what it has room for, so in the steady state events
/// come in as fast as they are done. Thread-safe.
/// </summary>
internal sealed class Trial
{
    private readonly Lock _lock = new();
    private readonly long _warmUpEvents;
    private readonly TimeSpan _warmUp;
    private readonly TimeSpan _time;
    private readonly Compilation? _compilation;
    private readonly long _begin = Stopwatch.GetTimestamp();
    private long _events;
    private long _check;
    private Reading? _from;
    private Reading? _to;
    private volatile bool _isOver;

    private Trial(long limit, long warmUpEvents, TimeSpan warmUp, TimeSpan time, Compilation? compilation = null) =>
        (Limit, _warmUpEvents, _warmUp, _time, _compilation) = (limit, warmUpEvents, warmUp, time, compilation);

    /// <summary>Events that each feed gives at most.</summary>
    internal long Limit { get; }

    /// <summary>Whether feeds are to end.</summary>
    internal bool IsOver => _isOver;

    /// <summary>What the contestant has computed, all in one number: equal for all, or they did not do the same work.</summary>
    internal long Check => Interlocked.Read(ref _check);

    /// <summary>A trial of so many events from each feed, to their end: for the checksum.</summary>
    internal static Trial OfEvents(long limit) => new(limit, long.MaxValue, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>
    /// A trial of a time, which begins when the events and the time of the warm-up are over, and nothing is compiled any more.
    /// </summary>
    internal static Trial OfTime(long warmUpEvents, TimeSpan warmUp, TimeSpan time, Compilation? compilation = null) =>
        new(long.MaxValue, warmUpEvents, warmUp, time, compilation);

    /// <summary>Adds to what was computed.</summary>
    internal void Add(long check) => Interlocked.Add(ref _check, check);

    /// <summary>A feed gave events.</summary>
    internal void Took(int events)
    {
        var total = Interlocked.Add(ref _events, events);
        if (total < _warmUpEvents || _isOver) return;
        var now = Stopwatch.GetTimestamp();
        var from = Volatile.Read(ref _from);
        if (from is null ? Stopwatch.GetElapsedTime(_begin, now) < _warmUp : Stopwatch.GetElapsedTime(from.Timestamp, now) < _time) return;
        lock (_lock)
        {
            if (_from is null)
            {
                if (_compilation?.IsOver(now) == false) return;
                Volatile.Write(ref _from, Reading.Now(total));
            }
            else if (from is not null && _to is null)
            {
                _to = Reading.Now(total);
                _isOver = true;
            }
        }
    }

    /// <summary>What was measured.</summary>
    /// <exception cref="InvalidOperationException">The contestant ended before its time was over.</exception>
    internal Steady Measured() => _from is { } from && _to is { } to
        ? to.Since(from)
        : throw new InvalidOperationException($"It ended after {_events} events, before it was measured for {_time.TotalSeconds} s.");
}

/// <summary>Clock and counters at one moment.</summary>
internal sealed record Reading(long Timestamp, long Events, long Allocated, TimeSpan Cpu)
{
    internal static Reading Now(long events) =>
        new(Stopwatch.GetTimestamp(), events, GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);

    internal Steady Since(Reading from)
    {
        var (time, events) = (Stopwatch.GetElapsedTime(from.Timestamp, Timestamp), (double)(Events - from.Events));
        return new Steady(events / time.TotalSeconds, (Allocated - from.Allocated) / events, (Cpu - from.Cpu) / time);
    }
}

/// <summary>A steady state.</summary>
/// <param name="EventsPerSecond">How fast.</param>
/// <param name="AllocatedPerEvent">Bytes on the managed heap, by the whole process.</param>
/// <param name="Cores">Processor time of the whole process by time.</param>
internal readonly record struct Steady(double EventsPerSecond, double AllocatedPerEvent, double Cores);
