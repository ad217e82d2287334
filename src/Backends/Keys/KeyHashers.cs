using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorStream.Backends;

/// <summary>
/// Eight keys at a time where the processor multiplies 64 bits by vectors; where it has to put that together from others, it is no faster.
/// </summary>
internal sealed class Int64KeyHasher : IKeyHasher<long>
{
    public ulong Hash(in long key) => KeyMix.OfKey(KeyLeaves.Hash(key));

    public void Hash(ReadOnlySpan<long> keys, Span<ulong> hashes)
    {
        hashes = hashes[..keys.Length];
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            ref var key = ref MemoryMarshal.GetReference(keys);
            ref var hash = ref MemoryMarshal.GetReference(hashes);
            for (; i <= keys.Length - Vector512<ulong>.Count; i += Vector512<ulong>.Count)
            {
                KeyMix.OfIntegerKeys(Vector512.LoadUnsafe(ref key, (nuint)i).AsUInt64()).StoreUnsafe(ref hash, (nuint)i);
            }
        }

        for (; i < keys.Length; i++)
        {
            hashes[i] = KeyMix.OfKey(KeyLeaves.Hash(keys[i]));
        }
    }
}

internal sealed class Int32KeyHasher : IKeyHasher<int>
{
    public ulong Hash(in int key) => KeyMix.OfKey(KeyLeaves.Hash(key));

    public void Hash(ReadOnlySpan<int> keys, Span<ulong> hashes)
    {
        hashes = hashes[..keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            hashes[i] = KeyMix.OfKey(KeyLeaves.Hash(keys[i]));
        }
    }
}

internal sealed class StringKeyHasher : IKeyHasher<string>
{
    public ulong Hash(in string key) => KeyMix.OfKey(KeyMix.String(key));

    public void Hash(ReadOnlySpan<string> keys, Span<ulong> hashes)
    {
        hashes = hashes[..keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            hashes[i] = KeyMix.OfKey(KeyMix.String(keys[i]));
        }
    }
}

/// <summary>One delegate call per key.</summary>
internal sealed class CompiledKeyHasher<TKey>(Func<TKey, ulong> hash) : IKeyHasher<TKey>
{
    public ulong Hash(in TKey key) => KeyMix.OfKey(hash(key));

    public void Hash(ReadOnlySpan<TKey> keys, Span<ulong> hashes)
    {
        hashes = hashes[..keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            hashes[i] = KeyMix.OfKey(hash(keys[i]));
        }
    }
}
