using System.Reactive.Linq;

namespace ActorStream.Bench.Comparison;

/// <summary>A running sum per key as System.Reactive says it.</summary>
internal sealed class ReactiveSums : ReactiveLoop<Event>
{
    internal ReactiveSums(int keys) => Subscription = Events
        .GroupBy(e => e.Key, keys)
        .SelectMany(key => key.Scan(0L, (sum, e) => sum + e.Value))
        .Subscribe(sum => Check += sum);
}
