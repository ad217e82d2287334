using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// Makes one table of the slices of a window, within the backend's own memory: cumulative windows always, sliding ones where state may be larger than memory, so that
/// <see cref="SlidingPanes{TKey, TIn, TAcc, TOut}"/> would not fit.
/// </summary>
/// <param name="slices">The slices.</param>
/// <param name="backend">Where merged tables lie while their window is emitted: between two elements there is none, so no snapshot holds
/// one.</param>
/// <param name="create">An accumulator of nothing.</param>
/// <param name="merge">Merges two.</param>
internal sealed class MergedSlices<TKey, TAcc>(
    SliceState<TKey, TAcc> slices, KeyedStateBackend<TKey> backend, Func<TAcc> create, IWindowMerge<TAcc> merge)
{
    private readonly SliceState<TKey, TAcc> _apart = backend.Slices(new SliceStateDescriptor<TAcc>("merged"));

    /// <summary>The window of several slices that stay as they are. Valid until <see cref="Clear"/>.</summary>
    internal SliceCursor<TKey, TAcc> Merge(long start, long end)
    {
        var within = Within(start, end);
        if (within is [var only])
        {
            return slices.Iterate(only);
        }

        foreach (var slice in within)
        {
            AddTo(_apart, start, slice);
        }

        return _apart.Iterate(start);
    }

    /// <summary>The window of all slices since its start, which become the first of them.</summary>
    internal SliceCursor<TKey, TAcc> Fold(long start, long end)
    {
        foreach (var slice in Within(start, end).Where(slice => slice != start))
        {
            AddTo(slices, start, slice);
            slices.Drop(slice);
        }

        return slices.Iterate(start);
    }

    internal void Clear()
    {
        while (_apart.Slices is [var slice, ..])
        {
            _apart.Drop(slice);
        }
    }

    private List<long> Within(long start, long end) => [.. slices.Slices.Where(slice => slice >= start && slice < end)];

    private void AddTo(SliceState<TKey, TAcc> table, long into, long slice)
    {
        var from = slices.Iterate(slice);
        while (from.MoveNext())
        {
            // Copied: a reference into state lives no longer than until the next call on it.
            var other = from.Value;
            ref var acc = ref table.GetOrAdd(into, from.Key, from.Hash, out var added);
            if (added)
            {
                acc = create();
            }

            merge.Merge(ref acc, other);
        }
    }
}
