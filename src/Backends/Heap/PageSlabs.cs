using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>
/// Native memory for pages of one size, given out of slabs of 2 MiB: the copies of one snapshot are the memory of the next, without a call of the system
/// or a page fault. The system is not asked for huge pages: they brought look-ups nothing that could be measured, and stalls of 8 ms while a table grew.
/// </summary>
/// <remarks>
/// Thread-safe: a subtask takes, a snapshot's writer gives back; both once per page, not per entry. The first slab has room for a few pages only, so that
/// little state takes little memory. Slabs without a page are kept, as many as have one: the next snapshot may need a copy of each page, and memory that the
/// system gives for the first time costs many times what the copy does. Pages are not cleared.
/// </remarks>
internal sealed unsafe class PageSlabs(int pageBytes)
{
    private const int SlabBytes = 2 << 20;

    private const int FirstPages = 16;

    private readonly Lock _lock = new();

    /// <summary>Those with a free page; taken from at the end.</summary>
    private readonly List<Slab> _withRoom = [];
    private int _slabs;
    private int _empty;

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
                _withRoom.Add(new Slab(pageBytes, (int)Math.Max(bytes, pageBytes)));
                _slabs++;
                _empty++;
                Bytes += _withRoom[^1].Bytes;
            }

            var slab = _withRoom[^1];
            if (slab.IsEmpty) _empty--;
            page = slab.Take();
            if (slab.IsFull) _withRoom.RemoveAt(_withRoom.Count - 1);

            return slab;
        }
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

    /// <summary>Frees slabs without a page beyond those that have one.</summary>
    private void FreeSpare()
    {
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

        private readonly int _pageBytes;
        private readonly int _pages;
        private readonly byte* _first;
        private void* _returned;
        private int _untouched;
        private int _taken;

        internal Slab(int pageBytes, int bytes)
        {
            (Bytes, _pageBytes, _pages) = (bytes, pageBytes, bytes / pageBytes);
            _first = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, CacheLineBytes);
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

        internal void Free() => NativeMemory.AlignedFree(_first);
    }
}
