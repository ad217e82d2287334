using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ActorStream.Backends;

// What a table is told of the keys of a batch before they are looked up.
internal sealed unsafe partial class PagedTable<TKey, TValue>
{
    private const int CacheLineBytes = 64;

    /// <summary>
    /// A hint that records of a batch look these keys up, for each record that begins a group (<see cref="NearSlots.BeginsGroup"/>), or is the
    /// first for this table: it searches for the keys of the group behind, whose slots are brought near and remembered for <see cref="Near"/>,
    /// and brings near the tags of the group behind that. Tags of a whole batch at once would not stay in the nearest cache.
    /// </summary>
    /// <param name="hashes">Those of the batch.</param>
    /// <param name="at">The index of the record that comes next.</param>
    /// <param name="isFirst">Nothing was said for the record before: its own group is searched for as well.</param>
    public void Prefetch(ReadOnlySpan<ulong> hashes, int at, bool isFirst)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        var next = NearSlots.EndOfGroup(at, hashes.Length);
        var behind = NearSlots.EndOfGroup(next, hashes.Length);
        if (isFirst)
        {
            FetchTags(hashes[at..behind]);
            FetchSlots(hashes[at..next], ref _near[NearSlots.PlaceOf(at)]);
        }

        FetchTags(hashes[behind..NearSlots.EndOfGroup(behind, hashes.Length)]);
        FetchSlots(hashes[next..behind], ref _near[NearSlots.PlaceOf(next)]);
    }

    // Two loops, and neither within the caller's: there are not registers enough. Much is made of little, so they must be fast before they
    // are known to be hot.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void FetchTags(ReadOnlySpan<ulong> hashes)
    {
        var (directory, firstHash, rangeShift, mask) = (_directory, _range.First, _rangeShift, _mask);
        foreach (var hash in hashes)
        {
            var index = directory.IndexOf((hash - firstHash) << rangeShift);
            Sse.Prefetch0(directory.Tags(index) + Tags.Home(hash, mask));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void FetchSlots(ReadOnlySpan<ulong> hashes, ref nuint near)
    {
        var (directory, firstHash, rangeShift, mask, capacity) = (_directory, _range.First, _rangeShift, _mask, _capacity);
        foreach (var hash in hashes)
        {
            var index = directory.IndexOf((hash - firstHash) << rangeShift);
            var isShared = directory.IsShared(index);
            var tags = directory.Tags(index);
            var group = Tags.Home(hash, mask);
            var place = group + (Tags.First(Tags.Matching(tags + group, Tags.Of(hash))) & (Tags.Group - 1));

            // The collector may move a managed page before the hint is carried out; a hint to the wrong place costs nothing.
            var slot = (byte*)Unsafe.AsPointer(ref Unsafe.Add(ref directory.First(index, tags, capacity), place));
            Sse.Prefetch0(slot);
            if (CacheLineBytes % Unsafe.SizeOf<Slot<TKey, TValue>>() != 0)
            {
                Sse.Prefetch0(slot + Unsafe.SizeOf<Slot<TKey, TValue>>() - 1); // It may lie across two lines.
            }

            if (Page<TKey, TValue>.IsNative)
            {
                // All bits of the address, or none: a branch would have to be guessed.
                near = (nuint)slot & (0 - ((nuint)(tags[place] & Tags.Changed) & ~isShared));
                near = ref Unsafe.Add(ref near, 1);
            }
        }
    }

    /// <summary>
    /// The value of a key for reading and writing, if <see cref="Prefetch"/> found it; else a null reference, whether or not there is one.
    /// </summary>
    /// <param name="place">That of the key's index in its batch: <see cref="NearSlots.PlaceOf"/>.</param>
    /// <param name="key">The key.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue Near(int place, in TKey key)
    {
        if (Page<TKey, TValue>.IsNative && _near.At(place) is var slot && slot != 0
            && EqualityComparer<TKey>.Default.Equals(Unsafe.AsRef<Slot<TKey, TValue>>((void*)slot).Key, key))
        {
            return ref Unsafe.AsRef<Slot<TKey, TValue>>((void*)slot).Value;
        }

        return ref Unsafe.NullRef<TValue>();
    }
}
