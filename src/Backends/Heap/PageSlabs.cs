using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>
/// Native memory for pages of one size, given out of slabs of 2 MiB: the copies of one snapshot are the memory of the next, without a call of the system
/// or a page fault. The system is not asked for huge pages: they brought look-ups nothing that could be measured, and stalls of 8 ms while a table grew. A
/// restore is another matter (<see cref="Expect"/>): most of its time would be that of the system for memory that is touched for the first time.
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

    /// <summary>Those with a free page; taken from at the end.</summary>
    private readonly List<Slab> _withRoom = [];
    private int _slabs;
    private int _empty;
    private long _expected;

    /// <summary>Memory of slabs, pages in them or not.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes a page, and says which slab it must be given back to.</summary>
    public Slab Take(out void* page)
    {
        lock (_lock)
        {
            if (_withRoom.Count == 0)
            {
                var bytes = _slabs == 0 ? Math.Min((long)pageBytes * FirstPages, SlabBytes) : SlabBytes;
                Keep(TakeExpected() ?? new Slab(pageBytes, (int)Math.Max(bytes, pageBytes)));
            }

            var slab = _withRoom[^1];
            if (slab.IsEmpty) _empty--;
            page = slab.Take();
            if (slab.IsFull) _withRoom.RemoveAt(_withRoom.Count - 1);

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
            if (slab.IsFull) _withRoom.Add(slab);
            slab.Return(page);
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
                Keep(slab);
                if (_slabs == _empty) FreeSpare(); // All was given back meanwhile.
            }
        }
    }

    private Slab? TakeExpected()
    {
        if (_expected == 0) return null;
        _expected--;
        return new Slab(pageBytes, ExpectedSlabBytes, isHuge: true);
    }

    private void Keep(Slab slab)
    {
        _withRoom.Add(slab);
        _slabs++;
        _empty++;
        Bytes += slab.Bytes;
    }

    /// <summary>Frees slabs without a page beyond those that have one.</summary>
    private void FreeSpare()
    {
        if (_empty == _slabs) _expected = 0;
        while (_empty > _slabs - _empty)
        {
            var slab = _withRoom.Find(slab => slab.IsEmpty)!;
            _withRoom.Remove(slab);
            _slabs--;
            _empty--;
            Bytes -= slab.Bytes;
            slab.Free();
        }
    }

    /// <summary>One piece of memory; its free pages are a list through themselves.</summary>
    internal sealed class Slab
    {
        private const nuint CacheLineBytes = 64;
        private const int SystemPageBytes = 4096;

        private readonly int _pageBytes;
        private readonly int _pages;
        private readonly byte* _first;
        private void* _returned;
        private int _untouched;
        private int _taken;

        internal Slab(int pageBytes, int bytes, bool isHuge = false)
        {
            (Bytes, _pageBytes, _pages) = (bytes, pageBytes, bytes / pageBytes);
            _first = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, isHuge ? HugePages.Bytes : CacheLineBytes);
            if (isHuge) HugePages.Ask(_first, (nuint)bytes);
        }

        internal int Bytes { get; }

        internal bool IsFull => _taken == _pages;

        internal bool IsEmpty => _taken == 0;

        internal void* Take()
        {
            _taken++;
            if (_returned is null)
            {
                return _first + ((long)_pageBytes * _untouched++);
            }

            var page = _returned;
            _returned = *(void**)page;
            return page;
        }

        internal void Return(void* page)
        {
            *(void**)page = _returned;
            _returned = page;
            _taken--;
        }

        /// <summary>Has the system give the memory, of which nothing was taken yet.</summary>
        internal void Touch()
        {
            for (var i = 0; i < Bytes; i += SystemPageBytes) Volatile.Write(ref _first[i], 0);
        }

        internal void Free() => NativeMemory.AlignedFree(_first);
    }
}
