using System.Collections.Immutable;

namespace ActorStream;

/// <summary>A key's records by event time: what functions keep that look back, or must wait for order.</summary>
internal sealed class TimeLine<T>(SortedMapState<long, SameTime<T>> records)
{
    /// <summary>The records of times at least <paramref name="from"/> and less than <paramref name="to"/>, earlier ones first.</summary>
    internal IEnumerable<KeyValuePair<long, SameTime<T>>> Between(long from, long to) => records.Range(from, to);

    internal void Add(long time, T record) =>
        records.Set(time, records.TryGet(time, out var known) ? known.And(record) : new SameTime<T>(record, null));

    /// <summary>Takes the records of the earliest time, if that is before <paramref name="to"/>.</summary>
    internal KeyValuePair<long, SameTime<T>>? TakeFirst(long to)
    {
        foreach (var first in records.Before(to))
        {
            records.Remove(first.Key);
            return first;
        }

        return null;
    }

    internal void RemoveBefore(long to)
    {
        foreach (var (time, _) in records.Before(to))
        {
            records.Remove(time);
        }
    }
}

/// <summary>Records of one time, in the order in which they came. Mostly there is one; immutable, so a snapshot shares it.</summary>
/// <param name="First">The first.</param>
/// <param name="More">The others; null: there are none.</param>
internal readonly record struct SameTime<T>(T First, ImmutableList<T>? More)
{
    internal int Count => 1 + (More?.Count ?? 0);

    internal T this[int index] => index == 0 ? First : More![index - 1];

    internal SameTime<T> And(T record) => this with { More = (More ?? []).Add(record) };
}
