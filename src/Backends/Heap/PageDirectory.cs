using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>
/// Finds the page of a relative hash by its leading bits. A page of depth d stands in 2^(bits - d) neighbouring entries, so entries are in
/// hash order and a page that splits leaves the others alone.
/// </summary>
/// <remarks>
/// A struct, to be a field of its table: a look-up then reads the entry, tags and the slot, nothing else. Invariant: an entry's address is that of its
/// page's tags, its lowest bit says that the page is shared, and it is valid while the table holds the page.
/// </remarks>
internal unsafe struct PageDirectory<TKey, TValue>
{
    public const int MaxBits = 22;

    private const nuint SharedBit = 1;

    private Page<TKey, TValue>[] _pages;
    private nuint[] _addresses;
    private int _indexShift;

    /// <summary>
    /// Starts with one page, in the place of all pages of its depth: to be shared if it is not the only one. There are two entries at least: a shift by 64 would
    /// be a shift by nothing.
    /// </summary>
    public PageDirectory(Page<TKey, TValue> first)
    {
        _indexShift = 64 - Math.Max(1, first.Depth);
        _pages = new Page<TKey, TValue>[1 << Bits];
        _addresses = new nuint[_pages.Length];
        for (var other = 1; other < 1 << first.Depth; other++)
        {
            first.Hold();
        }

        _pages.AsSpan().Fill(first);
        _addresses.AsSpan().Fill((nuint)first.Tags | (first.Shared ? SharedBit : 0));
    }

    /// <summary>Leading bits of the hash that it tells apart.</summary>
    public readonly int Bits => 64 - _indexShift;

    public readonly Page<TKey, TValue> this[int index] => _pages[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int IndexOf(ulong relative) => (int)(relative >> _indexShift);

    /// <summary>The tags of a page, for reading.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ushort* Tags(int index) => (ushort*)(Address(index) & ~SharedBit);

    /// <summary>1 if the page is shared, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly nuint IsShared(int index) => Address(index) & SharedBit;

    /// <summary>The tags of a page that may be changed; answers <c>false</c> if the page is shared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryUnshared(int index, out ushort* tags)
    {
        tags = (ushort*)Address(index);
        return ((nuint)tags & SharedBit) == 0;
    }

    /// <summary>The first slot of a page.</summary>
    /// <param name="index">Of the page.</param>
    /// <param name="tags">Its tags.</param>
    /// <param name="capacity">How many slots it has.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref Slot<TKey, TValue> First(int index, ushort* tags, uint capacity) => ref Page<TKey, TValue>.IsNative
        ? ref Unsafe.AsRef<Slot<TKey, TValue>>(tags + capacity)
        : ref _pages[index].First;

    /// <summary>Puts a page into every entry of its stretch of hashes, one of which is given.</summary>
    public readonly void Install(Page<TKey, TValue> page, int index)
    {
        var width = _pages.Length >> page.Depth;
        var start = index & -width;
        _pages.AsSpan(start, width).Fill(page);
        _addresses.AsSpan(start, width).Fill((nuint)page.Tags | (page.Shared ? SharedBit : 0));
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
    /// Begins a new interval for every page, and gives a snapshot those that hold something, or that changed behind an interval. The owner
    /// waits for this, and nearly all of it is waiting for memory: so pages are held in a second pass, since an atomic addition would have
    /// each page wait for the one before.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly List<Page<TKey, TValue>> Share(long since)
    {
        var read = new List<Page<TKey, TValue>>(_pages.Length);
        for (var i = 0; i < _pages.Length;)
        {
            var page = _pages[i];
            page.Shared = true;
            if (since == 0 ? page.Count > 0 : page.HasChangedSince(since))
            {
                read.Add(page);
            }

            i += _pages.Length >> page.Depth;
        }

        foreach (var page in CollectionsMarshal.AsSpan(read))
        {
            page.Hold();
        }

        foreach (ref var address in _addresses.AsSpan())
        {
            address |= SharedBit;
        }

        return read;
    }

    // An index has as many bits as the table has: no need to check it once more per look-up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly nuint Address(int index) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_addresses), index);

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
