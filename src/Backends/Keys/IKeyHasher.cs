namespace ActorStream.Backends;

/// <summary>
/// The stable hash of one key type, the same in every process and release. Never 0: a zero hash marks an empty slot, and no current key.
/// </summary>
internal interface IKeyHasher<TKey>
{
    ulong Hash(in TKey key);

    /// <summary>Hashes a batch; <paramref name="hashes"/> is at least as long as <paramref name="keys"/>.</summary>
    void Hash(ReadOnlySpan<TKey> keys, Span<ulong> hashes);
}
