using System.Numerics;

namespace ActorStream.Backends;

/// <summary>
/// Puts the entries of a page into the order of their hashes. Hashes are spread evenly, so their leading bits say nearly where each belongs: they are dealt
/// into buckets of a few, and what is left is put right by insertion. Hashes that are not spread are sorted as anything is.
/// </summary>
/// <param name="most">Entries of a page.</param>
internal sealed class HashOrder(int most)
{
    private const int BucketBits = 8;
    private const int MostInBucket = 32;

    private readonly int[] _starts = new int[1 << BucketBits];
    private ulong[] _hashes = new ulong[most];
    private int[] _places = new int[most];
    private ulong[] _sortedHashes = new ulong[most];
    private int[] _sortedPlaces = new int[most];

    internal int Count { get; private set; }

    internal ReadOnlySpan<ulong> Hashes => _hashes.AsSpan(0, Count);

    /// <summary>What was given with each hash.</summary>
    internal ReadOnlySpan<int> Places => _places.AsSpan(0, Count);

    internal void Clear() => Count = 0;

    internal void Add(ulong hash, int place)
    {
        _hashes[Count] = hash;
        _places[Count++] = place;
    }

    internal void Sort()
    {
        var (least, greatest) = (ulong.MaxValue, ulong.MinValue);
        foreach (var hash in Hashes)
        {
            least = Math.Min(least, hash);
            greatest = Math.Max(greatest, hash);
        }

        var shift = Math.Max(0, 64 - BucketBits - BitOperations.LeadingZeroCount(greatest - least));
        if (Count <= MostInBucket || !TryDeal(least, shift))
        {
            _hashes.AsSpan(0, Count).Sort(_places.AsSpan(0, Count));
            return;
        }

        for (var i = 1; i < Count; i++)
        {
            var (hash, place, at) = (_hashes[i], _places[i], i);
            for (; at > 0 && _hashes[at - 1] > hash; at--)
            {
                _hashes[at] = _hashes[at - 1];
                _places[at] = _places[at - 1];
            }

            _hashes[at] = hash;
            _places[at] = place;
        }
    }

    /// <summary>Buckets in order, entries within them not; answers <c>false</c> where too many are in one.</summary>
    private bool TryDeal(ulong least, int shift)
    {
        Array.Clear(_starts);
        foreach (var hash in Hashes)
        {
            if (++_starts[(int)((hash - least) >> shift)] > MostInBucket)
            {
                return false;
            }
        }

        var start = 0;
        for (var bucket = 0; bucket < _starts.Length; bucket++)
        {
            (_starts[bucket], start) = (start, start + _starts[bucket]);
        }

        for (var i = 0; i < Count; i++)
        {
            var to = _starts[(int)((_hashes[i] - least) >> shift)]++;
            _sortedHashes[to] = _hashes[i];
            _sortedPlaces[to] = _places[i];
        }

        (_hashes, _sortedHashes) = (_sortedHashes, _hashes);
        (_places, _sortedPlaces) = (_sortedPlaces, _places);
        return true;
    }
}
