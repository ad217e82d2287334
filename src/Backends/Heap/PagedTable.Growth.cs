using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

// How a table gets room.
internal sealed unsafe partial class PagedTable<TKey, TValue>
{
    /// <summary>
    /// Of a table without entries: makes a directory for about so many, so that pages are not split time and again as they come. All pages are one, empty and shared:
    /// the first write to each copies it, as behind a snapshot, so memory is taken as it is needed.
    /// </summary>
    /// <param name="entries">How many.</param>
    /// <param name="atOnce">They come all at once: memory is prepared beside.</param>
    public void Reserve(long entries, bool atOnce = false)
    {
        const int mostBits = 20;
        var depth = 0;
        while (depth < mostBits && entries > (long)MaxSlots / 4 * 3 << depth)
        {
            depth++;
        }

        if (Count > 0 || depth == 0)
        {
            return;
        }

        _directory.Release();
        SetCapacity(MaxSlots);
        var empty = new Page<TKey, TValue>(_memory, MaxSlots, depth) { Interval = _intervals.Current, Shared = true };
        _directory = new PageDirectory<TKey, TValue>(empty);
        if (atOnce) empty.ExpectCopies(1L << depth);
    }

    /// <summary>Doubles the only page while it is small; splits a page of full size into two.</summary>
    private void MakeRoom(Page<TKey, TValue> page, int index)
    {
        _near.Forget();
        if (page.Capacity < MaxSlots)
        {
            var larger = new Page<TKey, TValue>(_memory, page.Capacity * 2, depth: 0);
            SetCapacity(larger.Capacity);
            larger.InheritInterval(page);
            Move(page, larger, larger);
            _directory.Install(larger, index);
        }
        else
        {
            Split(page, index);
        }

        page.Release();
    }

    private void Split(Page<TKey, TValue> page, int index)
    {
        if (page.Depth == PageDirectory<TKey, TValue>.MaxBits)
        {
            throw new InvalidOperationException(
                $"More than {_fullAt} keys agree in the first {page.Depth} bits of their hash. Keys look chosen to collide: "
                + "authenticate their origin, or prefix them with a secret.");
        }

        if (page.Depth == _directory.Bits)
        {
            _directory.Double();
            index *= 2;
        }

        var (low, high) = NewHalves(page);
        low.InheritInterval(page);
        high.InheritInterval(page);
        Move(page, low, high);
        var highEntry = 1 << (_directory.Bits - high.Depth);
        _directory.Install(low, index & ~highEntry);
        _directory.Install(high, index | highEntry);
    }

    private (Page<TKey, TValue> Low, Page<TKey, TValue> High) NewHalves(Page<TKey, TValue> page)
    {
        var low = new Page<TKey, TValue>(_memory, page.Capacity, page.Depth + 1);
        try
        {
            return (low, new Page<TKey, TValue>(_memory, page.Capacity, page.Depth + 1));
        }
        catch
        {
            low.Release(); // no room for the second: the first must not leak
            throw;
        }
    }

    private void Move(Page<TKey, TValue> from, Page<TKey, TValue> low, Page<TKey, TValue> high)
    {
        var highBit = 1UL << (63 - from.Depth);
        for (var i = 0; i < from.Capacity; i++)
        {
            if (from.Tags[i] != Tags.Empty)
            {
                ref var slot = ref Unsafe.Add(ref from.First, i);
                var hash = _hasher.Hash(slot.Key);
                var to = (RelativeOf(hash) & highBit) == 0 ? low : high;
                var place = Tags.Place(to.Tags, _mask, hash);
                to.Tags[place] = from.Tags[i];
                Unsafe.Add(ref to.First, place) = slot;
                to.Count++;
            }
        }
    }
}
