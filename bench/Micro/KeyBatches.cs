using ActorStream.Backends;

namespace ActorStream.Bench.Micro;

/// <summary>
/// Batches of keys drawn uniformly, with their hashes, one after the other out of a million: so many that neither the branch predictor nor
/// the caches learn them. Reading them is sequential, as reading a batch is.
/// </summary>
internal sealed class KeyBatches
{
    internal const int Size = 1024;
    private const int Batches = 1024;

    private readonly long[] _keys = new long[Size * Batches];
    private readonly ulong[] _hashes = new ulong[Size * Batches];
    private int _next;

    /// <param name="distinct">How many keys there are.</param>
    /// <param name="first">The first of them; others are other keys.</param>
    /// <param name="seed">Chooses.</param>
    internal KeyBatches(int distinct, long first = 0, int seed = 1)
    {
        var random = new Random(seed);
        for (var i = 0; i < _keys.Length; i++) _keys[i] = KeyOf(first + random.Next(distinct));
        KeyHash.For<long>().Hash(_keys, _hashes);
    }

    /// <summary>Spread over the whole range of long, as ids are.</summary>
    internal static long KeyOf(long number) => unchecked((number + 1) * (long)0x9E3779B97F4A7C15);

    internal void Next(out ReadOnlySpan<long> keys, out ReadOnlySpan<ulong> hashes)
    {
        keys = _keys.AsSpan(_next, Size);
        hashes = _hashes.AsSpan(_next, Size);
        _next = (_next + Size) % _keys.Length;
    }
}
