namespace ActorStream.Backends;

internal sealed class Int64KeyHasher : IKeyHasher<long>
{
    public ulong Hash(in long key) => KeyLeaves.Hash(key);

    public void Hash(ReadOnlySpan<long> keys, Span<ulong> hashes)
    {
        hashes = hashes[..keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            hashes[i] = KeyLeaves.Hash(keys[i]);
        }
    }
}

internal sealed class Int32KeyHasher : IKeyHasher<int>
{
    public ulong Hash(in int key) => KeyLeaves.Hash(key);

    public void Hash(ReadOnlySpan<int> keys, Span<ulong> hashes)
    {
        hashes = hashes[..keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            hashes[i] = KeyLeaves.Hash(keys[i]);
        }
    }
}

internal sealed class StringKeyHasher : IKeyHasher<string>
{
    public ulong Hash(in string key) => KeyMix.String(key);

    public void Hash(ReadOnlySpan<string> keys, Span<ulong> hashes)
    {
        hashes = hashes[..keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            hashes[i] = KeyMix.String(keys[i]);
        }
    }
}

/// <summary>One delegate call per key.</summary>
internal sealed class CompiledKeyHasher<TKey>(Func<TKey, ulong> hash) : IKeyHasher<TKey>
{
    public ulong Hash(in TKey key) => hash(key);

    public void Hash(ReadOnlySpan<TKey> keys, Span<ulong> hashes)
    {
        hashes = hashes[..keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            hashes[i] = hash(keys[i]);
        }
    }
}
