namespace ActorStream;

/// <summary>A key's records by event time: what functions keep that look back, or must wait for order.</summary>
internal sealed class TimeLine<T>(SortedMapState<long, List<T>> records)
{
    /// <summary>The records of a time, earlier times first, at least <paramref name="from"/> and less than <paramref name="to"/>.</summary>
    internal IEnumerable<KeyValuePair<long, List<T>>> Between(long from, long to) => records.Range(from, to);

    internal void Add(long time, T record)
    {
        var sameTime = records.TryGet(time, out var known) ? known : [];
        sameTime.Add(record);
        records.Set(time, sameTime);
    }

    /// <summary>Takes the records of the earliest time, if that is before <paramref name="to"/>.</summary>
    internal KeyValuePair<long, List<T>>? TakeFirst(long to)
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
