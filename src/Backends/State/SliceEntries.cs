namespace ActorStream.Backends;

/// <summary>Entries that were copied out of a slice. What reads many of them uses the same again and again.</summary>
internal sealed class SliceEntries<TKey, TAcc>
{
    private const int Most = 1024;

    public ulong[] Hashes { get; } = new ulong[Most];

    public TKey[] Keys { get; } = new TKey[Most];

    public TAcc[] Values { get; } = new TAcc[Most];

    public int Count { get; private set; }

    public bool IsFull => Count == Most;

    public void Clear() => Count = 0;

    public void Add(in TKey key, ulong hash, in TAcc value)
    {
        (Keys[Count], Hashes[Count], Values[Count]) = (key, hash, value);
        Count++;
    }
}
