using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// Computes keys and their hashes where a keyed operator runs in the same actor as its input, so that there is no exchange to do it.
/// </summary>
internal sealed class KeyStage<TKey, T>(Func<T, TKey> selector, Stage<T> next, Buffers buffers) : BatchStage<T, T>(next)
{
    private readonly IKeyHasher<TKey> _hasher = KeyHash.For<TKey>();
    private readonly ColumnPool<TKey> _keys = buffers.Pool<TKey>();
    private readonly ColumnPool<ulong> _hashes = buffers.Pool<ulong>();

    internal override bool Push(RecordBatch<T> batch)
    {
        var keys = _keys.Rent();
        var hashes = _hashes.Rent();
        Compute(selector, _hasher, batch.Records, keys.Items, hashes.Items);
        (batch.Keys, batch.Hashes) = (keys, hashes);
        return Next.Push(batch);
    }

    internal static void Compute(
        Func<T, TKey> selector, IKeyHasher<TKey> hasher, ReadOnlySpan<T> records, Span<TKey> keys, Span<ulong> hashes)
    {
        keys = keys[..records.Length];
        for (var i = 0; i < records.Length; i++)
        {
            keys[i] = selector(records[i]);
        }

        hasher.Hash(keys, hashes);
    }
}
