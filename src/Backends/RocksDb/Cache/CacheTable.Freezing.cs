using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// What a snapshot is given, and what that means for the cache: its pages are the snapshot's as well until the first access to each, which copies the page if the
/// snapshot has not written it by then. Until it has, what is in no file stays here, and pages grow for it beyond the budget, if it has to be by half of it.
/// </summary>
internal sealed partial class CacheTable<TKey, T>
{
    /// <summary>Pages not accessed since a snapshot began; their place among <see cref="_pages"/> is empty meanwhile.</summary>
    private CacheSlot<TKey, T>[]?[] _frozen = [];

    /// <summary>Pages that grew beyond the budget while a snapshot was under way.</summary>
    private readonly Stack<int> _enlarged = [];

    private DatabaseCut? _cut;

    /// <summary>Whether a snapshot may still read what it was given, and the database lacks it.</summary>
    public bool IsPending => _cut is { IsDone: false };

    /// <summary>The marks of entries that the database does not have as they are.</summary>
    public ulong Unwritten => IsPending ? SlotTag.Dirty | SlotTag.Frozen : SlotTag.Dirty;

    /// <summary>Gives all that changed to a snapshot. The one before must be done.</summary>
    public void Freeze(DatabaseCut cut)
    {
        _cut = cut;
        if (Count == 0) return;
        _store.WillStore();
        cut.Add(new FrozenCache<TKey, T>((CacheSlot<TKey, T>[]?[])_pages.Clone(), _store));
        if (_frozen.Length < _pages.Length) _frozen = new CacheSlot<TKey, T>[]?[_pages.Length];
        for (var index = 0; index < _pages.Length; index++)
        {
            // One that was not accessed since the snapshot before has nothing that changed.
            _frozen[index] = _pages[index] ?? _frozen[index];
            _pages[index] = null;
        }
    }

    private CacheSlot<TKey, T>[]? PageAt(int index) => _pages[index] ?? Thaw(index);

    /// <summary>Gets a page back from a snapshot; null if there is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private CacheSlot<TKey, T>[]? Thaw(int index)
    {
        if (index >= _frozen.Length || _frozen[index] is not { } page) return null;
        _frozen[index] = null;
        if (IsPending) page = [.. page];
        foreach (ref var slot in page.AsSpan())
        {
            if (SlotTag.Has(slot.Tag, SlotTag.Dirty)) slot.Tag = (slot.Tag & ~SlotTag.Dirty) | SlotTag.Frozen;
        }

        return _pages[index] = page;
    }

    /// <summary>Whether nothing can be let go for now. It waits for the snapshot where far too much is held.</summary>
    private bool IsHeldUp()
    {
        if (!IsPending) return false;
        if (!_budget.IsFarExceeded) return true;
        _cut!.Complete();
        return false;
    }

    private static int CountOf(CacheSlot<TKey, T>[] page, ulong marks)
    {
        var count = 0;
        foreach (ref var slot in page.AsSpan()) count += SlotTag.Has(slot.Tag, marks) ? 1 : 0;
        return count;
    }
}

/// <summary>Pages as they were when a snapshot began, let go one by one as they are written.</summary>
internal sealed class FrozenCache<TKey, T>(CacheSlot<TKey, T>[]?[] pages, ICacheStore<TKey, T> store) : IFrozenCache
{
    public void Write(StoreBatch batch, Action<StoreBatch> write)
    {
        List<int> chosen = [];
        ulong[] order = [];
        for (var index = 0; index < pages.Length; index++)
        {
            if (pages[index] is not { } page) continue;
            if (order.Length < page.Length) order = new ulong[page.Length];
            CacheSlot<TKey, T>.Choose(page, static tag => SlotTag.Has(tag, SlotTag.Dirty), chosen, order);
            foreach (var i in chosen) store.Write(batch, page[i]);
            if (chosen.Count > 0) write(batch);
            pages[index] = null;
        }
    }
}
