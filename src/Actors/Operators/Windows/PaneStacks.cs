using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// The sliding windows of the keys of one stretch of hashes, as two stacks of slices. Each key has what its newer slices come to, to which one more is merged as it
/// comes (the back), and what its older ones come to (the front).
/// </summary>
/// <remarks>
/// Now and then, when no slice is left in the front, all are turned: from the newest to the oldest each entry of a slice leaves what it holds and gets what the slices
/// behind it come to instead. That is the key's front once the slice is gone. So no merge is ever undone. Slices are merged from old to new, but for records of a slice
/// that was merged before they came: these are kept beside it, and merged last.
/// </remarks>
internal sealed class PaneStacks<TKey, TIn, TAcc>(PaneMerge<TIn, TAcc> merge, PaneMemory memory)
{
    private readonly Queue<(long Slice, int Parts)> _slices = new();
    private readonly PaneKeys<TKey, TAcc> _keys = new(memory);
    private readonly LatePanes<TAcc> _late = new(memory);

    // The entries of all slices, from old to new, in a ring.
    private Part[] _parts = [];
    private int _first;
    private int _count;

    // Of them, from the first: those that hold what is behind them.
    private int _inFront;
    private int _inLastSlice;

    // The first slice of the window.
    private long _start = long.MinValue;

    /// <summary>Adds a key's accumulator of the slice that is being merged.</summary>
    internal void Add(in TKey key, ulong hash, in TAcc acc)
    {
        var place = _keys.GetOrAdd(key, hash);
        ref var one = ref _keys[place];
        if (one.HasBack)
        {
            merge.Merging.Merge(ref one.Back, acc);
        }
        else
        {
            (one.Back, one.HasBack) = (merge.Copy(acc), true);
        }

        if (_count == _parts.Length)
        {
            Grow();
        }

        _parts[(_first + _count++) & (_parts.Length - 1)] = new Part { Key = place, HasAcc = true, Acc = merge.Copy(acc) };
        _inLastSlice++;
    }

    /// <summary>The slice that was being merged has no other keys.</summary>
    /// <param name="slice">Its start.</param>
    /// <param name="mayTurn">Whether it is a good moment to look back over all slices.</param>
    internal void EndSlice(long slice, bool mayTurn)
    {
        if (_inLastSlice > 0)
        {
            _slices.Enqueue((slice, _inLastSlice));
            _inLastSlice = 0;
        }

        if (mayTurn && _inFront == 0)
        {
            Turn();
        }
    }

    /// <summary>Adds a record of a slice that is merged already.</summary>
    internal void AddLate(long slice, in TKey key, ulong hash, TIn record)
    {
        ref var one = ref _keys[_keys.GetOrAdd(key, hash)];
        ref var acc = ref _late.GetOrAdd(ref one.Late, slice, out var added);
        if (added)
        {
            acc = merge.Create();
        }

        merge.Add(ref acc, record);
    }

    /// <summary>Takes the slices before a time out of the window.</summary>
    internal void DropBefore(long start)
    {
        _start = start;
        while (_slices.TryPeek(out var oldest) && oldest.Slice < start)
        {
            if (_inFront == 0)
            {
                Turn();
            }

            _slices.Dequeue();
            for (var i = 0; i < oldest.Parts; i++)
            {
                ref var part = ref _parts[_first];
                ref var one = ref _keys[part.Key];
                (one.Front, one.HasFront) = (part.Acc, part.HasAcc);
                if (one.IsEmpty)
                {
                    _keys.Remove(part.Key);
                }

                part = default;
                _first = (_first + 1) & (_parts.Length - 1);
            }

            _count -= oldest.Parts;
            _inFront -= oldest.Parts;
        }
    }

    /// <summary>Copies out what the keys from a place on come to, up to a number; answers <c>false</c> if there are no more keys.</summary>
    internal bool Read(ref int place, SliceEntries<TKey, TAcc> into)
    {
        while (place < _keys.Places && !into.IsFull)
        {
            ref var one = ref _keys[place];
            if (one.Hash != 0 && TryGet(ref one, place, out var acc))
            {
                into.Add(one.Key, one.Hash, acc);
            }

            place++;
        }

        return place < _keys.Places;
    }

    private bool TryGet(ref PaneKey<TKey, TAcc> one, int place, out TAcc acc)
    {
        if (one.Late == 0 && !one.HasFront)
        {
            acc = merge.Copy(one.Back);
            return true;
        }

        acc = one.HasFront ? merge.Copy(one.Front) : merge.Create();
        if (one.HasBack)
        {
            merge.Merging.Merge(ref acc, one.Back);
        }

        if (one.Late == 0)
        {
            return true;
        }

        _late.MergeInto(ref acc, ref one.Late, _start, merge.Merging);
        if (!one.IsEmpty)
        {
            return true;
        }

        _keys.Remove(place);
        return false;
    }

    private void Turn()
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            ref var part = ref _parts[(_first + i) & (_parts.Length - 1)];
            ref var one = ref _keys[part.Key];
            var (own, hadLater) = (part.Acc, one.HasFront);
            (part.Acc, part.HasAcc) = (one.Front, hadLater);
            if (hadLater)
            {
                merge.Merging.Merge(ref own, one.Front);
            }

            (one.Front, one.HasFront, one.Back, one.HasBack) = (own, true, default!, false);
        }

        _inFront = _count;
    }

    private void Grow()
    {
        var larger = memory.Longer(_parts, Math.Max(16, _parts.Length * 2));
        for (var i = 0; i < _count; i++)
        {
            larger[i] = _parts[(_first + i) & (_parts.Length - 1)];
        }

        (_parts, _first) = (larger, 0);
    }

    /// <summary>A key's entry of a slice: its own accumulator; in the front, what those of the slices behind it come to, if there are any.</summary>
    private struct Part
    {
        internal int Key;
        internal bool HasAcc;
        internal TAcc Acc;
    }
}
