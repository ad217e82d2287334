using System.Reactive.Linq;
using System.Runtime.CompilerServices;

namespace ActorStream.Bench.Comparison;

/// <summary>The work of the filter and map: half of the events pass, in no order that a processor could learn.</summary>
internal static class FilterMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Keeps(in Event e) => (e.Value & 1) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Event Map(in Event e) => new(e.Key, (e.Value * 3) + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long CheckOf(in Event e) => e.Key ^ e.Value;
}

/// <summary>Fills batches with what passes, without branches, and hands each full one to the next.</summary>
internal sealed class FilterMapIntoBatches : Loop<Event>
{
    private const int Batch = 1024;
    private readonly Event[] _batch = new Event[Batch];
    private int _count;

    internal override long Add(ReadOnlySpan<Event> events)
    {
        var (batch, count) = (_batch, _count);
        long check = 0;
        foreach (ref readonly var e in events)
        {
            batch[count] = FilterMap.Map(e);
            count += Unsafe.BitCast<bool, byte>(FilterMap.Keeps(e));
            if (count < Batch) continue;
            check += Take(batch);
            count = 0;
        }

        _count = count;
        return check;
    }

    internal override long Finish() => Take(_batch.AsSpan(0, _count));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Take(ReadOnlySpan<Event> batch)
    {
        long check = 0;
        foreach (ref readonly var e in batch) check += FilterMap.CheckOf(e);
        return check;
    }
}

/// <summary>Filters and maps event by event: what a consumer of single events does.</summary>
internal sealed class FilterMapOneByOne : Loop<Event>
{
    internal override long Add(ReadOnlySpan<Event> events)
    {
        long check = 0;
        foreach (ref readonly var e in events)
        {
            if (FilterMap.Keeps(e)) check += FilterMap.CheckOf(FilterMap.Map(e));
        }

        return check;
    }
}

/// <summary>The same as System.Reactive says it.</summary>
internal sealed class ReactiveFilterMap : ReactiveLoop<Event>
{
    internal ReactiveFilterMap() => Subscription = Events
        .Where(e => FilterMap.Keeps(e))
        .Select(e => FilterMap.Map(e))
        .Subscribe(e => Check += FilterMap.CheckOf(e));
}
