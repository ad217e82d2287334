using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>
/// Native memory for pages of one size, given out of slabs of 2 MiB: the copies of one snapshot are the memory of the next, without a call
/// of the system or a page fault, and a table that grows makes memory ready for the copies of what it grows by. The system is not asked for
/// huge pages: they brought look-ups nothing that could be measured, and stalls of 8 ms while a table grew. A restore is another matter
/// (<see cref="Expect"/>): most of its time would be that of the system for memory that is touched for the first time.
/// </summary>
/// <remarks>
/// Thread-safe: a subtask takes, a snapshot's writer gives back; both once per page, not per entry. The first slab has room for a few pages only, so that
/// little state takes little memory. Slabs without a page are kept, as many as have one: the next snapshot may need a copy of each page, and memory that the
/// system gives for the first time costs many times what the copy does. Pages are not cleared.
/// </remarks>
internal sealed unsafe class PageSlabs(int pageBytes)
{
    private const int SlabBytes = 2 << 20;

    /// <summary>Of a slab that was expected: larger, for each has huge pages of its own and the system can tell so many stretches of memory apart only.</summary>
    private const int ExpectedSlabBytes = 4 * SlabBytes;

    private const int FirstPages = 16;

    private readonly Lock _lock = new();

    /// <summary>Those with pages that are ready; taken from at the end.</summary>
    private readonly List<Slab> _withReady = [];

    /// <summary>The one with memory that was not asked for yet.</summary>
    private Slab? _fresh;
    private int _slabs;
    private int _empty;
    private int _taken;
    private int _ready;
    private bool _copies;
    private long _expected;

    /// <summary>Pages that may be taken without a page fault.</summary>
    public int Ready => _ready;

    /// <summary>Memory of slabs, pages in them or not.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes a page, and says which slab it must be given back to.</summary>
    /// <param name="page">The page.</param>
    /// <param name="isCopy">It is for a copy of another, not for a table that grows.</param>
    public Slab Take(out void* page, bool isCopy = false)
    {
        lock (_lock)
        {
            _copies |= isCopy;
            if (_withReady.Count == 0 && TakeExpected() is { } expected) AddReady(expected);
            var slab = _withReady.Count > 0 ? _withReady[^1] : Fresh();
            if (slab.IsEmpty) _empty--;
            page = slab.Take(out var wasReady);
            if (wasReady)
            {
                _ready--;
                if (slab.Ready == 0) _withReady.RemoveAt(_withReady.Count - 1);
            }

            _taken++;
            if (_copies && !isCopy && _ready < _taken) MakeReady();
            return slab;
        }
    }

    /// <summary>
    /// So many pages will be taken, as fast as can be. Their memory is of huge pages where the system has such, and another thread touches it ahead of whoever takes
    /// it: he is waited for by nobody, and takes what is not touched yet as it is.
    /// </summary>
    public void Expect(long pages)
    {
        lock (_lock) _expected += pages * pageBytes / ExpectedSlabBytes;
        ThreadPool.UnsafeQueueUserWorkItem(static slabs => slabs.TouchExpected(), this, preferLocal: false);
    }

    /// <summary>Gives a page back; once.</summary>
    public void Return(Slab slab, void* page)
    {
        lock (_lock)
        {
            _taken--;
            slab.Return();
            Keep(slab, page);
            if (slab.IsEmpty)
            {
                _empty++;
                FreeSpare();
            }
        }
    }

    private void TouchExpected()
    {
        while (true)
        {
            Slab? slab;
            lock (_lock) slab = TakeExpected();
            if (slab is null) return;
            slab.Touch();
            lock (_lock)
            {
                AddReady(slab);
                if (_slabs == _empty) FreeSpare(); // All was given back meanwhile.
            }
        }
    }

    private Slab? TakeExpected()
    {
        if (_expected == 0) return null;
        _expected--;
        return new Slab(pageBytes, ExpectedSlabBytes, isExpected: true);
    }

    /// <summary>
    /// Touches memory for one more page: a table grows bit by bit, but behind its next snapshot it copies all pages at once.
    /// </summary>
    private void MakeReady()
    {
        var slab = Fresh();
        var page = slab.Untouched();
        Touch(page, pageBytes);
        Keep(slab, page);
    }

    private void Keep(Slab slab, void* page)
    {
        slab.Keep(page);
        if (slab.Ready == 1) _withReady.Add(slab);
        _ready++;
    }

    private Slab Fresh()
    {
        if (_fresh is not { HasUntouched: true })
        {
            var bytes = _slabs == 0 ? Math.Min((long)pageBytes * FirstPages, SlabBytes) : SlabBytes;
            _fresh = new Slab(pageBytes, (int)Math.Max(bytes, pageBytes));
            Add(_fresh);
        }

        return _fresh;
    }

    private void AddReady(Slab slab)
    {
        Add(slab);
        _withReady.Add(slab);
        _ready += slab.Ready;
    }

    private void Add(Slab slab)
    {
        _slabs++;
        _empty++;
        Bytes += slab.Bytes;
    }

    /// <summary>Has the system give the memory.</summary>
    private static void Touch(void* memory, int bytes)
    {
        const int systemPageBytes = 4096;
        for (var i = 0; i < bytes; i += systemPageBytes) Volatile.Write(ref ((byte*)memory)[i], 0);
    }

    /// <summary>Frees slabs without a page beyond those that have one.</summary>
    private void FreeSpare()
    {
        if (_empty == _slabs) _expected = 0;
        while (_empty > _slabs - _empty)
        {
            var slab = _withReady.Find(slab => slab.IsEmpty)!;
            _withReady.Remove(slab);
            if (slab == _fresh) _fresh = null;
            _slabs--;
            _empty--;
            _ready -= slab.Ready;
            Bytes -= slab.Bytes;
            slab.Free();
        }
    }

    /// <summary>One piece of memory; its free pages are a list through themselves.</summary>
    internal sealed class Slab
    {
        private const nuint CacheLineBytes = 64;

        private readonly int _pageBytes;
        private readonly int _pages;
        private readonly bool _isExpected;
        private readonly byte* _first;
        private void* _kept;
        private int _touched;
        private int _taken;

        internal Slab(int pageBytes, int bytes, bool isExpected = false)
        {
            (Bytes, _pageBytes, _pages, _isExpected) = (bytes, pageBytes, bytes / pageBytes, isExpected);
            _first = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, isExpected ? HugePages.Bytes : CacheLineBytes);
            if (isExpected) HugePages.Ask(_first, (nuint)bytes);
        }

        internal int Bytes { get; }

        /// <summary>No page is taken.</summary>
        internal bool IsEmpty => _taken == 0;

        /// <summary>Pages to be taken that are touched, or that another thread touches.</summary>
        internal int Ready => (_isExpected ? _pages : _touched) - _taken;

        /// <summary>Whether there is memory of which nobody knows yet.</summary>
        internal bool HasUntouched => _touched < _pages;

        internal void* Take(out bool wasReady)
        {
            wasReady = Ready > 0;
            _taken++;
            if (_kept is null) return Untouched();
            var page = _kept;
            _kept = *(void**)page;
            return page;
        }

        internal void* Untouched() => _first + ((long)_pageBytes * _touched++);

        internal void Return() => _taken--;

        internal void Keep(void* page)
        {
            *(void**)page = _kept;
            _kept = page;
        }

        /// <summary>Has the system give all of it.</summary>
        internal void Touch() => PageSlabs.Touch(_first, Bytes);

        internal void Free() => NativeMemory.AlignedFree(_first);
    }
}
