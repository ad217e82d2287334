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

    /// <summary>Entries added, removals included.</summary>
    public int Entries => _entries;

    /// <summary>From the first entry's hash to the last one's.</summary>
    public HashRange Hashes => new(_first, _last);

    public ReadOnlyMemory<byte> Bytes => _writer.Written;

    /// <summary>Adds an entry.</summary>
    public void Add<TKey, TValue>(ulong hash, Codec<TKey> keys, in TKey key, Codec<TValue> values, in TValue value)
    {
        var start = Begin(hash);
        keys.Write(_writer, key);
        values.Write(_writer, value);
        _writer.EndLength(start);
    }

    /// <summary>Adds an entry as it was written: its key, then its value.</summary>
    public void Add(ulong hash, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var start = Begin(hash);
        _writer.WriteRaw(key);
        _writer.WriteRaw(value);
        _writer.EndLength(start);
    }

    /// <summary>Adds that a key, with all its entries in the layers below, is gone.</summary>
    public void AddRemoved<TKey>(ulong hash, Codec<TKey> keys, in TKey key)
    {
        var start = Begin(hash);
        keys.Write(_writer, key);
        _writer.EndLength(start, SnapshotFormat.RemovedFlag);
    }

    private int Begin(ulong hash)
    {
        if (_entries > 0 && hash < _last)
        {
            throw new InvalidOperationException($"Snapshot entries came out of order: hash {hash:x16} after {_last:x16}.");
        }

        _first = _entries++ == 0 ? hash : _first;
        _last = hash;
        _writer.WriteUInt64(hash);
        return _writer.BeginLength();
    }

    public void Clear()
    {
        _writer.Clear();
        _entries = 0;
    }
}
