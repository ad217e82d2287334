using System.Numerics;

namespace ActorStream.Backends;

/// <summary>What leaves the cache, and what is written of it.</summary>
internal sealed partial class CacheTable<TKey, T>
{
    private readonly List<int> _chosen = [];
    private ulong[] _order = new ulong[MostSlots];
    // An empty page of each size, by its binary logarithm: pages that are evicted in turns differ in size.
    private readonly CacheSlot<TKey, T>[]?[] _spares = new CacheSlot<TKey, T>[]?[32];
    private int _hand;

    /// <summary>Writes what changed, page by page in hash order; it stays here.</summary>
    public void WriteBack()
    {
        _cut?.Complete();
        for (var index = 0; index < _pages.Length; index++) WriteBackPage(index);
    }

    /// <summary>Writes what changed in the page of one hash.</summary>
    public void WriteBack(ulong hash)
    {
        _cut?.Complete();
        WriteBackPage(PageOf(hash));
    }

    public bool ShrinkOne()
    {
        if (IsHeldUp()) return false;
        for (var tried = 0; tried < _pages.Length; tried++)
        {
            var index = _hand++ % _pages.Length;
            if (PageAt(index) is not { } page) continue;
            if (page.Length > FirstSlots)
            {
                Evict(index, page.Length / 2);
                return true;
            }

            WriteBackPage(index);
            Count -= _counts[index];
            (_pages[index], _counts[index]) = (null, 0);
            Weigh(index);
            return true;
        }

        return false;
    }

    /// <summary>The keys of the entries that exist in the page of a hash, in hash order; the answer is the first hash behind it, 0 at the end.</summary>
    public ulong CopyPage(ulong hash, List<TKey> keys)
    {
        keys.Clear();
        var index = PageOf(hash);
        if (PageAt(index) is { } page)
        {
            Choose(page, static tag => tag != 0 && !SlotTag.Has(tag, SlotTag.Absent));
            foreach (var i in _chosen) keys.Add(page[i].Key);
        }

        return ++index == _pages.Length ? 0 : _range.First + (((ulong)index << (64 - _pageBits)) >> _rangeShift);
    }

    /// <summary>Lets entries go, of those used least first, until a quarter of so many slots can be filled.</summary>
    private void Evict(int index, int slots)
    {
        var page = PageAt(index)!;
        var most = FullAt(slots) / 4 * 3;
        var held = IsPending ? Unwritten : 0;
        if (held != 0 && CountOf(page, held) > most)
        {
            if (IsHeldUp())
            {
                Resize(index, 2 * page.Length);
                _enlarged.Push(index);
                return;
            }

            held = 0;
        }

        ref var spare = ref _spares[BitOperations.Log2((uint)slots)];
        var staying = spare ?? new CacheSlot<TKey, T>[slots];
        spare = null;
        var stay = Keep(page, staying, most, 0, held);
        stay = Keep(page, staying, most, stay, SlotTag.Warm | SlotTag.Loaded);
        stay = Keep(page, staying, most, stay, SlotTag.Present);
        if (held == 0) Write(page);
        Count -= _counts[index] - stay;
        (_pages[index], _counts[index]) = (staying, stay);
        Array.Clear(page);
        _spares[BitOperations.Log2((uint)page.Length)] = page;
        Weigh(index);
    }

    /// <summary>Moves entries that have one of the marks, up to so many. They are to be used again before they are preferred again.</summary>
    private static int Keep(CacheSlot<TKey, T>[] page, CacheSlot<TKey, T>[] staying, int most, int stay, ulong marks)
    {
        for (var i = 0; i < page.Length && stay < most; i++)
        {
            ref var slot = ref page[i];
            if (!SlotTag.Has(slot.Tag, marks)) continue;
            slot.Tag &= ~(SlotTag.Warm | SlotTag.Loaded);
            CacheSlot<TKey, T>.Place(staying, slot.Tag) = slot;
            slot = default;
            stay++;
        }

        return stay;
    }

    private void WriteBackPage(int index)
    {
        if (PageAt(index) is { } page) Write(page);
    }

    private void Write(CacheSlot<TKey, T>[] page)
    {
        Choose(page, static tag => SlotTag.Has(tag, SlotTag.Dirty));
        if (_chosen.Count == 0) return;
        foreach (var i in _chosen)
        {
            if (!SlotTag.Has(page[i].Tag, SlotTag.Absent)) _store.WillStore();
            _store.Write(_store.Batch, page[i]);
            _store.Stored(page[i].Value);
            page[i].Tag &= ~(SlotTag.Dirty | SlotTag.Frozen);
        }

        _store.Flush();
    }

    private void Choose(CacheSlot<TKey, T>[] page, Func<ulong, bool> isChosen)
    {
        if (_order.Length < page.Length) _order = new ulong[page.Length];
        CacheSlot<TKey, T>.Choose(page, isChosen, _chosen, _order);
    }
}
