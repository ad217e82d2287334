using ActorStream.Backends.Native;

namespace ActorStream.Backends;

/// <summary>Turns what a column family holds back into entries as snapshot files have them: key, map key if any, value, as their codecs wrote them.</summary>
internal sealed class StoredEntries
{
    private readonly int _state;
    private readonly bool _hasSlices;
    private readonly Schema _key;
    private readonly bool _isKeyReadable;
    private readonly OrderedBytes? _subs;
    private readonly RecordReader _reader = new();
    private readonly RecordWriter _entry = new();

    /// <param name="key">Schema of the keys.</param>
    /// <param name="state">The state.</param>
    /// <param name="position">Its position among those of the part.</param>
    public StoredEntries(Schema key, SnapshotState state, int position)
    {
        (_key, _state) = (key, position);
        _isKeyReadable = CanonicalBytes.AreGiven(key);
        _hasSlices = state.Kind == StateKind.Slice;
        if (state.Kind is StateKind.Map or StateKind.List && state.Schema is RecordSchema { Fields: [var (_, sub), _] }) _subs = new OrderedBytes(sub);
    }

    public void Read(RocksDb db, ColumnFamilyHandle family, HashRange range, IEntryReceiver receiver)
    {
        using var iterator = db.Scan(family);
        var bound = new RecordWriter();
        var isThere = iterator.Seek([]);
        while (isThere)
        {
            var slice = _hasSlices ? StoredHash.ReadSlice(iterator.Key) : 0;
            bound.Clear();
            if (_hasSlices) StoredHash.WriteSlice(bound, slice);
            StoredHash.Write(bound, range.First);
            isThere = iterator.Seek(bound.Written.Span);
            while (isThere && TryRead(iterator, slice, range, receiver)) isThere = iterator.Next();
            if (!isThere || !_hasSlices || slice == long.MaxValue) return;
            bound.Clear();
            StoredHash.WriteSlice(bound, slice + 1);
            isThere = iterator.Seek(bound.Written.Span);
        }
    }

    /// <summary>Answers <c>false</c> if the entry lies behind slice or range.</summary>
    private bool TryRead(Iterator iterator, long slice, HashRange range, IEntryReceiver receiver)
    {
        var key = iterator.Key;
        if (_hasSlices)
        {
            if (StoredHash.ReadSlice(key) != slice) return false;
            key = key[StoredHash.SliceBytes..];
        }

        var hash = StoredHash.Read(key);
        if (hash > range.Last) return false;
        Restore(key[StoredHash.Bytes..], iterator.Value);
        _reader.Reset(_entry.Written);
        receiver.Put(new EntryPlace(_state, slice, hash), mayReplace: false, _reader);
        return _reader.Remaining == 0 ? true : throw _reader.Malformed("the entry is longer than its parts");
    }

    /// <summary>What is not readable lies in the value, keys first.</summary>
    private void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _entry.Clear();
        if (_subs is null)
        {
            if (_isKeyReadable) _entry.WriteRaw(key);
            _entry.WriteRaw(value);
            return;
        }

        var sub = key[LengthOf(key)..];
        if (_isKeyReadable)
        {
            _entry.WriteRaw(key[..^sub.Length]);
        }
        else
        {
            var length = LengthOf(value);
            _entry.WriteRaw(value[..length]);
            value = value[length..];
        }

        if (_subs.AreReadable) _subs.Restore(_entry, sub);
        _entry.WriteRaw(value);
    }

    private int LengthOf(ReadOnlySpan<byte> keyAndMore)
    {
        _reader.Reset(keyAndMore.ToArray());
        _key.Skip(_reader);
        return _reader.Position;
    }
}
