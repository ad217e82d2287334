using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>The entries of one block of a snapshot file, read all at once. What it finds wrong is left to whoever reads them one by one, and says what it is.</summary>
internal sealed class EntryBlock<TKey>(Codec<TKey> keys, IKeyHasher<TKey> hasher)
{
    private readonly RecordReader _reader = new();
    private SnapshotBlock _block;
    private ulong[] _hashes = [];
    private ulong[] _hashesOfKeys = [];
    private TKey[] _keys = [];

    public int Entries => _block.Entries;

    /// <summary>Ascending.</summary>
    public ReadOnlySpan<ulong> Hashes => _hashes.AsSpan(0, Entries);

    public ReadOnlySpan<TKey> Keys => _keys.AsSpan(0, Entries);

    public void Reset(in SnapshotBlock block, ReadOnlyMemory<byte> bytes)
    {
        _block = block;
        _reader.Reset(bytes);
    }

    /// <summary>Reads hashes, keys and values; answers <c>false</c> if a key is removed, or anything is not as it should be.</summary>
    public bool TryRead<T>(Codec<T> codec, ref T[] values)
    {
        if (Entries > _reader.Remaining / SnapshotFormat.FewestEntryBytes) return false;
        if (_keys.Length < Entries) (_hashes, _hashesOfKeys, _keys) = (new ulong[Entries], new ulong[Entries], new TKey[Entries]);
        if (values.Length < Entries) values = new T[Entries];
        try
        {
            if (!TryReadAll(codec, values)) return false;
        }
        catch (MalformedRecordException)
        {
            return false;
        }

        hasher.Hash(Keys, _hashesOfKeys);
        return Hashes.SequenceEqual(_hashesOfKeys.AsSpan(0, Entries));
    }

    // A restore is over before the runtime would find out that this is worth optimizing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadAll<T>(Codec<T> codec, T[] values)
    {
        var (reader, previous, areKeysRaw) = (_reader, _block.Hashes.First, keys.IsRaw);
        for (var i = 0; i < Entries; i++)
        {
            var hash = reader.ReadUInt64();
            var end = reader.ReadInt32() + (long)reader.Position; // of a removed key it lies before the beginning
            if (hash < previous) return false;
            previous = _hashes[i] = hash;
            _keys[i] = areKeysRaw ? reader.ReadUnmanaged<TKey>() : keys.Read(reader);
            values[i] = codec.Read(reader);
            if (reader.Position != end) return false;
        }

        return reader.Remaining == 0 && previous <= _block.Hashes.Last;
    }
}
