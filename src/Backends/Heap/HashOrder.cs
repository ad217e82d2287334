using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// Puts the entries of a page into the order of their hashes. Hashes are spread evenly, so their leading bits say nearly where each
/// belongs: they are dealt into buckets of one or two, and what is left is put right by insertion. Hashes that are not spread are sorted
/// as anything is.
/// </summary>
/// <param name="most">Entries of a page.</param>
internal sealed class HashOrder(int most)
{
    private const int BucketBits = 9;
    private const ulong BucketMask = (1 << BucketBits) - 1;
    private const int MostInBucket = 32;

    private readonly ushort[] _starts = new ushort[1 << BucketBits];
    private ulong[] _hashes = new ulong[most];
    private int[] _places = new int[most];
    private ulong[] _sortedHashes = new ulong[most];
    private int[] _sortedPlaces = new int[most];

    /// <summary>Hashes to be sorted; those that were.</summary>
    internal Span<ulong> Hashes => _hashes;

    /// <summary>What comes with each hash.</summary>
    internal Span<int> Places => _places;

    /// <summary>
    /// Sorts the first so many. The first snapshots are written before the runtime would find out that this is worth optimizing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Sort(int count)
    {
        var differing = 0UL;
        foreach (var hash in _hashes.AsSpan(0, count))
        {
            differing |= hash ^ _hashes[0];
        }

        if (count <= MostInBucket || !TryDeal(count, Math.Max(0, 64 - BucketBits - BitOperations.LeadingZeroCount(differing))))
        {
            _hashes.AsSpan(0, count).Sort(_places.AsSpan(0, count));
            return;
        }

        var hashes = _hashes.AsSpan(0, count);
        var places = _places.AsSpan(0, count);
        for (var i = 1; i < hashes.Length; i++)
        {
            if (hashes[i - 1] <= hashes[i]) continue;
            var (hash, place, at) = (hashes[i], places[i], i);
            for (; at > 0 && hashes[at - 1] > hash; at--)
            {
                hashes[at] = hashes[at - 1];
                places[at] = places[at - 1];
            }

            hashes[at] = hash;
            places[at] = place;
        }
    }

    /// <summary>Buckets in order, entries within them not; answers <c>false</c> where too many are in one.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="shift">Above the bits that choose the bucket all hashes are alike.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryDeal(int count, int shift)
    {
        var hashes = _hashes.AsSpan(0, count);
        var starts = _starts.AsSpan(0, 1 << BucketBits);
        starts.Clear();
        foreach (var hash in hashes)
        {
            if (++starts[(int)((hash >> shift) & BucketMask)] > MostInBucket)
            {
                return false;
            }
        }

        var start = 0;
        foreach (ref var bucket in starts)
        {
            var entries = bucket;
            bucket = (ushort)start;
            start += entries;
        }

        for (var i = 0; i < hashes.Length; i++)
        {
            var to = starts[(int)((hashes[i] >> shift) & BucketMask)]++;
            _sortedHashes[to] = hashes[i];
            _sortedPlaces[to] = _places[i];
        }

        (_hashes, _sortedHashes) = (_sortedHashes, _hashes);
        (_places, _sortedPlaces) = (_sortedPlaces, _places);
        return true;
    }
}
