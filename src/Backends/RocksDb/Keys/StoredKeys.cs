using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>
/// How keys lie in RocksDB: hash (8 bytes, big-endian), then the codec's bytes, made canonical. A range of hashes is a range of keys. The codec's
/// bytes end by themselves, so whatever follows them (a map's key) cannot be taken for a part of them.
/// </summary>
internal sealed class StoredKeys<TKey>(Codec<TKey> codec, IKeyHasher<TKey> hasher)
{
    public Codec<TKey> Codec => codec;

    public IKeyHasher<TKey> Hasher => hasher;

    /// <summary>Whether the stored bytes alone give the key back; else it lies, as it was given, before the value.</summary>
    public bool AreReadable { get; } = CanonicalBytes.AreGiven(codec.Schema);

    /// <summary>Appends hash and key.</summary>
    public void Write(RecordWriter writer, ulong hash, in TKey key)
    {
        StoredHash.Write(writer, hash);
        var start = writer.Length;
        codec.Write(writer, key);
        if (!AreReadable) CanonicalBytes.Make(codec.Schema, MemoryMarshal.AsMemory(writer.Written[start..]));
    }
}

/// <summary>What stored keys begin with: the start of the slice, in a column family of slices, and the key's hash.</summary>
internal static class StoredHash
{
    public const int Bytes = sizeof(ulong);
    public const int SliceBytes = sizeof(long);

    public static void Write(RecordWriter writer, ulong hash) => BinaryPrimitives.WriteUInt64BigEndian(writer.Reserve(Bytes), hash);

    public static ulong Read(ReadOnlySpan<byte> stored) => BinaryPrimitives.ReadUInt64BigEndian(stored);

    /// <summary>In the order of time.</summary>
    public static void WriteSlice(RecordWriter writer, long slice) =>
        BinaryPrimitives.WriteUInt64BigEndian(writer.Reserve(SliceBytes), (ulong)slice ^ (1UL << 63));

    public static long ReadSlice(ReadOnlySpan<byte> stored) => (long)(BinaryPrimitives.ReadUInt64BigEndian(stored) ^ (1UL << 63));
}
