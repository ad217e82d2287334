using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace ActorStream.Bench.Comparison;

/// <summary>Sums of one second as System.Reactive says it: a window closed from outside, as nothing in it knows event time; within it
/// groups, and of each a sum.</summary>
internal sealed class ReactiveTumbling : ReactiveLoop<TimedEvent>
{
    private readonly Subject<Unit> _seconds = new();
    private long _end;

    internal ReactiveTumbling(int keys) => Subscription = Events
        .Window(_seconds)
        .SelectMany(window => window
            .GroupBy(e => e.Key, keys)
            .SelectMany(key => key.Aggregate(0L, (sum, e) => sum + e.Value, sum => (key.Key, Sum: sum))))
        .Subscribe(result => Check += WindowResult.CheckOf(result.Key, _end, result.Sum));

    internal override long Add(ReadOnlySpan<TimedEvent> events)
    {
        var before = Check;
        foreach (ref readonly var e in events)
        {
            if (e.Time.Ticks >= _end)
            {
                if (_end != 0) _seconds.OnNext(Unit.Default);
                _end = TumblingLoop.SecondOf(e) + TimeSpan.TicksPerSecond;
            }

            Events.OnNext(e);
        }

        return Check - before;
    }

    internal override long Finish()
    {
        var before = Check;
        Events.OnCompleted();
        return Check - before;
    }

    public override void Dispose()
    {
        base.Dispose();
        _seconds.Dispose();
    }
}
