namespace ActorStream.Actors;

/// <summary>What came for slices that were merged already: per key a list of them, linked by places counted from one. There are few.</summary>
internal sealed class LatePanes<TAcc>(PaneMemory memory)
{
    private Entry[] _entries = [];
    private int _used;
    private int _free;

    /// <summary>The accumulator of a slice in a key's list.</summary>
    internal ref TAcc GetOrAdd(ref int list, long slice, out bool added)
    {
        for (var i = list; i > 0; i = _entries[i - 1].Next)
        {
            if (_entries[i - 1].Slice == slice)
            {
                added = false;
                return ref _entries[i - 1].Acc;
            }
        }

        added = true;
        var place = TakePlace();
        _entries[place] = new Entry { Slice = slice, Next = list };
        list = place + 1;
        return ref _entries[place].Acc;
    }

    /// <summary>Merges a key's list into an accumulator, and forgets those of slices before a time.</summary>
    internal void MergeInto(ref TAcc acc, ref int list, long start, IWindowMerge<TAcc> merge)
    {
        ref var link = ref list;
        while (link > 0)
        {
            var place = link - 1;
            ref var entry = ref _entries[place];
            if (entry.Slice >= start)
            {
                merge.Merge(ref acc, entry.Acc);
                link = ref entry.Next;
                continue;
            }

            link = entry.Next;
            entry = new Entry { Next = _free };
            _free = place + 1;
        }
    }

    private int TakePlace()
    {
        if (_free > 0)
        {
            var place = _free - 1;
            _free = _entries[place].Next;
            return place;
        }

        if (_used == _entries.Length)
        {
            memory.Resize(ref _entries, Math.Max(4, _entries.Length * 2));
        }

        return _used++;
    }

    private struct Entry
    {
        internal long Slice;
        internal int Next;
        internal TAcc Acc;
    }
}
