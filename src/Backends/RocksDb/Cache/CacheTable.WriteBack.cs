using System.Numerics;

namespace ActorStream.Backends;

/// <summary>What leaves the cache, and what is written of it.</summary>
internal sealed partial class CacheTable<TKey, T>
{
    private const int MostRank = SlotTag.MostUses + 2;

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
        var stay = KeepMostUsed(page, staying, most, held);
        if (held == 0) Write(page);
        Count -= _counts[index] - stay;
        (_pages[index], _counts[index]) = (staying, stay);
        Array.Clear(page);
        _spares[BitOperations.Log2((uint)page.Length)] = page;
        Weigh(index);
    }

    /// <summary>
    /// Moves so many entries, the most used ones, and answers how many. How often an entry was used tells more than that it was, but what was used long ago
    /// must be forgotten: uses are halved where there are more of them than entries that stay.
    /// </summary>
    private static int KeepMostUsed(CacheSlot<TKey, T>[] page, CacheSlot<TKey, T>[] staying, int most, ulong held)
    {
        Span<int> ranks = stackalloc int[MostRank + 1];
        ranks.Clear();
        var uses = 0;
        foreach (ref var slot in page.AsSpan())
        {
            if (slot.Tag == 0) continue;
            ranks[RankOf(slot.Tag, held)]++;
            uses += SlotTag.UsesOf(slot.Tag);
        }

        var halvings = uses > most ? 1 : 0;
        var rank = MostRank;
        for (var above = 0; rank > 0 && (above += ranks[rank]) + ranks[rank - 1] <= most;) rank--;
        var stay = Keep(page, staying, most, 0, rank, held, halvings);
        return rank == 0 ? stay : Keep(page, staying, most, stay, rank - 1, held, halvings);
    }

    /// <summary>What must not go, what was read ahead of its use, then by the number of uses.</summary>
    private static int RankOf(ulong tag, ulong held) =>
        SlotTag.Has(tag, held) ? MostRank : SlotTag.Has(tag, SlotTag.Loaded) ? MostRank - 1 : SlotTag.UsesOf(tag);

    /// <summary>Moves entries of a rank or above, up to so many in all.</summary>
    private static int Keep(
        CacheSlot<TKey, T>[] page, CacheSlot<TKey, T>[] staying, int most, int stay, int rank, ulong held, int halvings)
    {
        for (var i = 0; i < page.Length && stay < most; i++)
        {
            ref var slot = ref page[i];
            if (slot.Tag == 0 || RankOf(slot.Tag, held) < rank) continue;
            slot.Tag = SlotTag.Aged(slot.Tag, halvings);
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
