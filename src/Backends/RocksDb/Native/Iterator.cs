using System.Runtime.InteropServices;
using static ActorStream.Backends.Native.Native;

namespace ActorStream.Backends.Native;

/// <summary>A walk over a column family as it was when the iterator was made. Keys and values are valid until it moves. Not thread-safe.</summary>
internal sealed unsafe class Iterator : SafeHandle
{
    private readonly RocksDb _db; // must outlive it

    internal Iterator(RocksDb db, nint options, ColumnFamilyHandle family)
        : base(0, ownsHandle: true)
    {
        var added = false;
        db.DangerousAddRef(ref added);
        _db = db;
        SetHandle(rocksdb_create_iterator_cf(db, options, family.Handle));
    }

    public override bool IsInvalid => handle == 0;

    internal ReadOnlySpan<byte> Key
    {
        get
        {
            var key = rocksdb_iter_key(this, out var length);
            return new ReadOnlySpan<byte>(key, checked((int)length));
        }
    }

    internal ReadOnlySpan<byte> Value
    {
        get
        {
            var value = rocksdb_iter_value(this, out var length);
            return new ReadOnlySpan<byte>(value, checked((int)length));
        }
    }

    /// <summary>Goes to the first key at or behind this one; answers whether there is one.</summary>
    internal bool Seek(ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key) rocksdb_iter_seek(this, k, (nuint)key.Length);
        return Valid();
    }

    /// <summary>Goes to the last key at or before this one; answers whether there is one.</summary>
    internal bool SeekForPrev(ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key) rocksdb_iter_seek_for_prev(this, k, (nuint)key.Length);
        return Valid();
    }

    internal bool Next()
    {
        rocksdb_iter_next(this);
        return Valid();
    }

    internal bool Prev()
    {
        rocksdb_iter_prev(this);
        return Valid();
    }

    protected override bool ReleaseHandle()
    {
        rocksdb_iter_destroy(handle);
        _db.DangerousRelease();
        return true;
    }

    private bool Valid()
    {
        if (rocksdb_iter_valid(this) != 0) return true;
        nint error = 0;
        rocksdb_iter_get_error(this, ref error);
        RocksDb.Check("read on", error);
        return false;
    }
}
