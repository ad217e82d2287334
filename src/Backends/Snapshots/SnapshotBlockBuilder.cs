using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    /// <summary>Adds entries until the block is full; answers how many.</summary>
    public int Add<TKey, TValue>(in FrozenSlots<TKey, TValue> entries, Codec<TKey> keys, Codec<TValue> values)
    {
        var added = 0;
        for (; added < entries.Hashes.Length && !IsFull; added++)
        {
            ref readonly var slot = ref entries.Slots[entries.Places[added]];
            Add(entries.Hashes[added], keys, slot.Key, values, slot.Value);
        }

        return added;
    }

    /// <summary>The same where keys and values are written as they lie in memory: see <see cref="Codec.IsRaw"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int AddRaw<TKey, TValue>(in FrozenSlots<TKey, TValue> entries)
    {
        var length = Unsafe.SizeOf<TKey>() + Unsafe.SizeOf<TValue>();
        var bytes = SnapshotFormat.FewestEntryBytes + length;
        var count = Math.Min(entries.Hashes.Length, (SnapshotFormat.BlockBytes - _writer.Length + bytes - 1) / bytes);
        var hashes = entries.Hashes[..count];
        var places = entries.Places[..count];
        var slots = entries.Slots;
        RequireOrder(hashes[0]);
        ref var to = ref MemoryMarshal.GetReference(_writer.Reserve(count * bytes));
        for (var i = 0; i < hashes.Length; i++, to = ref Unsafe.Add(ref to, bytes))
        {
            ref readonly var slot = ref slots[places[i]];
            Unsafe.WriteUnaligned(ref to, hashes[i]);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, sizeof(ulong)), length);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, SnapshotFormat.FewestEntryBytes), slot.Key);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, SnapshotFormat.FewestEntryBytes + Unsafe.SizeOf<TKey>()), slot.Value);
        }

        _first = _entries == 0 ? hashes[0] : _first;
        _last = hashes[^1];
        _entries += count;
        return count;
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
        RequireOrder(hash);
        _first = _entries++ == 0 ? hash : _first;
        _last = hash;
        _writer.WriteUInt64(hash);
        return _writer.BeginLength();
    }

    private void RequireOrder(ulong hash)
    {
        if (_entries > 0 && hash < _last)
        {
            throw new InvalidOperationException($"Snapshot entries came out of order: hash {hash:x16} after {_last:x16}.");
        }
    }

    public void Clear()
    {
        _writer.Clear();
        _entries = 0;
    }
}
