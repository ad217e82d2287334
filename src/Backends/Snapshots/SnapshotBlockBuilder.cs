namespace ActorStream.Backends;

/// <summary>Collects the entries of one block.</summary>
internal sealed class SnapshotBlockBuilder
{
    private readonly RecordWriter _writer = new(SnapshotFormat.BlockBytes + 1024);
    private ulong _first;
    private ulong _last;
    private int _entries;

    public bool IsFull => _writer.Length >= SnapshotFormat.BlockBytes;

    public bool IsEmpty => _entries == 0;

    public ReadOnlyMemory<byte> Bytes => _writer.Written;

    public void Add<TKey, TValue>(ulong hash, Codec<TKey> keys, in TKey key, Codec<TValue> values, in TValue value)
    {
        if (_entries > 0 && hash < _last)
        {
            throw new InvalidOperationException($"Snapshot entries came out of order: hash {hash:x16} after {_last:x16}.");
        }

        _writer.WriteUInt64(hash);
        var start = _writer.BeginLength();
        keys.Write(_writer, key);
        values.Write(_writer, value);
        _writer.EndLength(start);
        _first = _entries++ == 0 ? hash : _first;
        _last = hash;
    }

    /// <summary>What the catalog says of the block, if it lies at this offset.</summary>
    public SnapshotBlock Describe(long offset) => new(offset, new HashRange(_first, _last), _writer.Length, _entries, Crc32C.Of(Bytes.Span));

    public void Clear()
    {
        _writer.Clear();
        _entries = 0;
    }
}
