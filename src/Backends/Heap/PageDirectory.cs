using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// Finds the page of a relative hash by its leading bits. A page of depth d stands in 2^(bits - d) neighbouring entries, so entries are in
/// hash order and a page that splits leaves the others alone.
/// </summary>
/// <remarks>
/// A struct, to be a field of its table: a look-up then reads the entry and the slot, nothing else. Invariant for native pages: an entry's
/// address belongs to the entry's page, its lowest bit says that the page is shared, and it is valid while the table holds the page.
/// </remarks>
internal unsafe struct PageDirectory<TKey, TValue>
{
    public const int MaxBits = 22;

    private const nuint SharedBit = 1;

    private Page<TKey, TValue>[] _pages;
    private nuint[] _addresses;
    private int _indexShift;

    /// <summary>Starts with a page of depth 0. There are two entries at least: a shift by 64 would be a shift by nothing.</summary>
    public PageDirectory(Page<TKey, TValue> only)
    {
        _indexShift = 63;
        _pages = new Page<TKey, TValue>[2];
        _addresses = new nuint[Page<TKey, TValue>.IsNative ? 2 : 0];
        Install(only, 0);
    }

    /// <summary>Leading bits of the hash that it tells apart.</summary>
    public readonly int Bits => 64 - _indexShift;

    public readonly Page<TKey, TValue> this[int index] => _pages[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int IndexOf(ulong relative) => (int)(relative >> _indexShift);

    /// <summary>The first slot of a page, for reading.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref Slot<TKey, TValue> First(int index) => ref Page<TKey, TValue>.IsNative
        ? ref Unsafe.AsRef<Slot<TKey, TValue>>((void*)(_addresses[index] & ~SharedBit))
        : ref _pages[index].First;

    /// <summary>The first slot of a page that may be changed; a null reference if the page is shared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref Slot<TKey, TValue> FirstUnshared(int index)
    {
        if (Page<TKey, TValue>.IsNative)
        {
            var address = _addresses[index];
            return ref (address & SharedBit) == 0
                ? ref Unsafe.AsRef<Slot<TKey, TValue>>((void*)address)
                : ref Unsafe.NullRef<Slot<TKey, TValue>>();
        }

        var page = _pages[index];
        return ref page.Shared ? ref Unsafe.NullRef<Slot<TKey, TValue>>() : ref page.First;
    }

    /// <summary>Puts a page into every entry of its stretch of hashes, one of which is given.</summary>
    public readonly void Install(Page<TKey, TValue> page, int index)
    {
        var width = _pages.Length >> page.Depth;
        var start = index & -width;
        _pages.AsSpan(start, width).Fill(page);
        if (Page<TKey, TValue>.IsNative)
        {
            _addresses.AsSpan(start, width).Fill(page.Address | (page.Shared ? SharedBit : 0));
        }
    }

    /// <summary>Tells one bit more apart; pages stay where they are.</summary>
    public void Double()
    {
        var pages = new Page<TKey, TValue>[_pages.Length * 2];
        for (var i = 0; i < pages.Length; i++)
        {
            pages[i] = _pages[i >> 1];
        }

        var addresses = new nuint[_addresses.Length * 2];
        for (var i = 0; i < addresses.Length; i++)
        {
            addresses[i] = _addresses[i >> 1];
        }

        (_pages, _addresses, _indexShift) = (pages, addresses, _indexShift - 1);
    }

    /// <summary>Each page once, in hash order.</summary>
    public readonly List<Page<TKey, TValue>> Distinct()
    {
        var pages = new List<Page<TKey, TValue>>();
        for (var i = 0; i < _pages.Length; i += _pages.Length >> _pages[i].Depth)
        {
            pages.Add(_pages[i]);
        }

        return pages;
    }

    /// <summary>
    /// Begins a new interval for every page, and gives a snapshot those that hold something, or that changed behind an interval. The owner waits for this, so it
    /// is one pass over the pages.
    /// </summary>
    public readonly List<Page<TKey, TValue>> Share(long since)
    {
        var read = new List<Page<TKey, TValue>>(_pages.Length);
        for (var i = 0; i < _pages.Length;)
        {
            var page = _pages[i];
            page.Shared = true;
            if (since == 0 ? page.Count > 0 : page.HasChangedSince(since))
            {
                page.Hold();
                read.Add(page);
            }

            i += _pages.Length >> page.Depth;
        }

        foreach (ref var address in _addresses.AsSpan())
        {
            address |= SharedBit;
        }

        return read;
    }

    /// <summary>Gives every page back and finds none from here on.</summary>
    public void Release()
    {
        foreach (var page in Distinct())
        {
            page.Release();
        }

        (_pages, _addresses) = ([], []);
    }
}
