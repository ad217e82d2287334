namespace ActorStream.Backends;

/// <summary>Entries that were copied out of a slice. What reads many of them uses the same again and again.</summary>
/// <param name="hasHashes">Whether the hashes of keys are wanted as well: they cost something.</param>
internal sealed class SliceEntries<TKey, TAcc>(bool hasHashes)
{
    private const int Most = 1024;

    public ulong[] Hashes { get; } = hasHashes ? new ulong[Most] : [];

    public bool HasHashes => hasHashes;

    public TKey[] Keys { get; } = new TKey[Most];

    public TAcc[] Values { get; } = new TAcc[Most];

    public int Count { get; private set; }

    public bool IsFull => Count == Most;

    public void Clear() => Count = 0;

    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash; nothing, if hashes are not wanted.</param>
    /// <param name="value">What the slice has of it.</param>
    public void Add(in TKey key, ulong hash, in TAcc value)
    {
        (Keys[Count], Values[Count]) = (key, value);
        if (hasHashes)
        {
            Hashes[Count] = hash;
        }

        Count++;
    }
}
