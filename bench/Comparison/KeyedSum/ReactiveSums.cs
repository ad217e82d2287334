using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace ActorStream.Bench.Comparison;

/// <summary>A running sum per key as System.Reactive says it.</summary>
internal sealed class ReactiveSums : Loop<Event>
{
    private readonly Subject<Event> _events = new();
    private readonly IDisposable _subscription;
    private long _check;

    internal ReactiveSums(int keys) => _subscription = _events
        .GroupBy(e => e.Key, keys)
        .SelectMany(key => key.Scan(0L, (sum, e) => sum + e.Value))
        .Subscribe(sum => _check += sum);

    internal override long Add(ReadOnlySpan<Event> events)
    {
        var before = _check;
        foreach (ref readonly var e in events) _events.OnNext(e);
        return _check - before;
    }

    public override void Dispose()
    {
        _subscription.Dispose();
        _events.Dispose();
    }
}
