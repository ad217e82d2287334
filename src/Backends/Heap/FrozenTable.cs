namespace ActorStream.Backends;

/// <summary>
/// The entries a table had when it was frozen, in hash order. Read by one thread at a time, whichever; disposing gives the pages back.
/// </summary>
internal sealed class FrozenTable<TKey, TValue>(List<Page<TKey, TValue>> pages, long count) : IDisposable
{
    private readonly ulong[] _hashes = new ulong[pages.Count == 0 ? 0 : pages[0].Capacity];
    private readonly int[] _slots = new int[pages.Count == 0 ? 0 : pages[0].Capacity];
    private int _page = -1;
    private int _next;
    private int _inPage;
    private bool _released;

    public long Count { get; } = count;

    /// <summary>The next entry; a null reference at the end. Valid until this is disposed.</summary>
    public ref readonly Slot<TKey, TValue> Next()
    {
        while (_next == _inPage)
        {
            if (_page + 1 >= pages.Count)
            {
                return ref System.Runtime.CompilerServices.Unsafe.NullRef<Slot<TKey, TValue>>();
            }

            SortPage(++_page);
        }

        return ref pages[_page].Slots[_slots[_next++]];
    }

    /// <summary>Starts over: a write that failed may be tried again under another name.</summary>
    public void Rewind() => (_page, _next, _inPage) = (-1, 0, 0);

    public void Dispose()
    {
        if (!_released)
        {
            _released = true;
            pages.ForEach(page => page.Release());
            pages.Clear();
            Rewind();
        }
    }

    private void SortPage(int page)
    {
        _next = 0;
        _inPage = 0;
        var slots = pages[page].Slots;
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i].Hash != 0)
            {
                _hashes[_inPage] = slots[i].Hash;
                _slots[_inPage++] = i;
            }
        }

        _hashes.AsSpan(0, _inPage).Sort(_slots.AsSpan(0, _inPage));
    }
}
