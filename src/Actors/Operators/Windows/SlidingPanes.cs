using System.Numerics;
using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// What windows that overlap come to, key by key, merged as they slide: a slice is merged into its keys once when it comes and once while it is kept, whatever
/// the number of slices in a window. Follows from the slices alone, so no snapshot holds it, and a restore builds it anew.
/// </summary>
/// <remarks>
/// <see cref="PaneStacks{TKey, TIn, TAcc}"/> does the work for the keys of one stretch of hashes. Each has its turn to look back over all its slices at another
/// slice, so that the cost of that is spread over them evenly.
/// </remarks>
internal sealed class SlidingPanes<TKey, TIn, TAcc, TOut> : IDisposable
{
    private const int Stretches = 64;

    private readonly SliceState<TKey, TAcc> _slices;
    private readonly int _slicesPerWindow;
    private readonly HashRange _range;
    private readonly PaneMemory _memory;
    private readonly int _shift;
    private readonly PaneStacks<TKey, TIn, TAcc>[] _stacks = new PaneStacks<TKey, TIn, TAcc>[Stretches];
    private readonly SliceEntries<TKey, TAcc> _read = new(hasHashes: true);

    // All slices before this one are merged, as far as they are in a window that is still to come.
    private long _end = long.MinValue;
    private long _taken;

    // The cursor of the window being emitted.
    private int _stretch;
    private int _place;

    /// <param name="slices">The slices.</param>
    /// <param name="slicesPerWindow">How many a window has at most.</param>
    /// <param name="range">Where the hashes of keys lie.</param>
    /// <param name="aggregate">Makes and merges accumulators.</param>
    /// <param name="memory">What state may take.</param>
    internal SlidingPanes(
        SliceState<TKey, TAcc> slices,
        int slicesPerWindow,
        HashRange range,
        IWindowAggregate<TIn, TKey, TAcc, TOut> aggregate,
        HeapMemory memory)
    {
        _memory = new PaneMemory(memory);
        (_slices, _slicesPerWindow, _range) = (slices, slicesPerWindow, range);
        _shift = BitOperations.LeadingZeroCount(range.Last - range.First) & 63;
        var panes = new PaneMerge<TIn, TAcc>(aggregate.Create, aggregate.Add, (IWindowMerge<TAcc>)aggregate);
        for (var i = 0; i < Stretches; i++)
        {
            _stacks[i] = new PaneStacks<TKey, TIn, TAcc>(panes, _memory);
        }
    }

    /// <summary>Slides to a window that is not before the last one. <see cref="Read"/> then gives what is in it.</summary>
    internal void MoveTo(long start, long end)
    {
        foreach (var stacks in _stacks)
        {
            stacks.DropBefore(start);
        }

        var from = Math.Max(start, _end);
        foreach (var slice in _slices.Slices)
        {
            if (slice >= from && slice < end)
            {
                Take(slice);
            }
        }

        (_end, _stretch, _place) = (end, 0, 0);
    }

    /// <summary>Copies out what some further keys' windows come to; answers <c>false</c> behind the last.</summary>
    internal bool Read(SliceEntries<TKey, TAcc> into)
    {
        for (into.Clear(); into.Count == 0 && _stretch < Stretches;)
        {
            if (!_stacks[_stretch].Read(ref _place, into))
            {
                (_stretch, _place) = (_stretch + 1, 0);
            }
        }

        return into.Count > 0;
    }

    /// <summary>A record was added to a slice; it may be merged already.</summary>
    internal void OnAdded(long slice, in TKey key, ulong hash, TIn record)
    {
        if (slice < _end)
        {
            StacksOf(hash).AddLate(slice, key, hash, record);
        }
    }

    public void Dispose() => _memory.Dispose();

    private void Take(long slice)
    {
        var entries = _slices.Iterate(slice);
        while (entries.Read(_read))
        {
            for (var i = 0; i < _read.Count; i++)
            {
                var hash = _read.Hashes[i];
                StacksOf(hash).Add(_read.Keys[i], hash, _read.Values[i]);
            }
        }

        for (var i = 0; i < Stretches; i++)
        {
            _stacks[i].EndSlice(slice, mayTurn: (_taken + i) % _slicesPerWindow == 0);
        }

        _taken++;
    }

    private PaneStacks<TKey, TIn, TAcc> StacksOf(ulong hash) => _stacks[((hash - _range.First) << _shift) >> 58];
}
