using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace ActorStream.Bench.Comparison;

/// <summary>Sums of one second as System.Reactive says it: a window closed from outside, as nothing in it knows event time; within it
/// groups, and of each a sum.</summary>
internal sealed class ReactiveTumbling : Loop<TimedEvent>
{
    private readonly Subject<TimedEvent> _events = new();
    private readonly Subject<Unit> _seconds = new();
    private readonly IDisposable _subscription;
    private long _end;
    private long _check;

    internal ReactiveTumbling(int keys) => _subscription = _events
        .Window(_seconds)
        .SelectMany(window => window
            .GroupBy(e => e.Key, keys)
            .SelectMany(key => key.Aggregate(0L, (sum, e) => sum + e.Value, sum => (key.Key, Sum: sum))))
        .Subscribe(result => _check += WindowResult.CheckOf(result.Key, _end, result.Sum));

    internal override long Add(ReadOnlySpan<TimedEvent> events)
    {
        var before = _check;
        foreach (ref readonly var e in events)
        {
            if (e.Time.Ticks >= _end)
            {
                if (_end != 0) _seconds.OnNext(Unit.Default);
                _end = TumblingLoop.SecondOf(e) + TimeSpan.TicksPerSecond;
            }

            _events.OnNext(e);
        }

        return _check - before;
    }

    internal override long Finish()
    {
        var before = _check;
        _events.OnCompleted();
        return _check - before;
    }

    public override void Dispose()
    {
        _subscription.Dispose();
        _events.Dispose();
        _seconds.Dispose();
    }
}
