using System.Runtime.InteropServices;
using static ActorStream.Backends.Native.Native;

namespace ActorStream.Backends.Native;

/// <summary>Changes that are applied together. Not thread-safe.</summary>
internal sealed unsafe class WriteBatch : SafeHandle
{
    internal WriteBatch()
        : base(0, ownsHandle: true) => SetHandle(rocksdb_writebatch_create());

    public override bool IsInvalid => handle == 0;

    /// <summary>Changes since the last <see cref="Clear"/>.</summary>
    internal int Count { get; private set; }

    internal void Put(ColumnFamilyHandle family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* k = key, v = value)
            rocksdb_writebatch_put_cf(this, family.Handle, k, (nuint)key.Length, v, (nuint)value.Length);
        Count++;
    }

    internal void Delete(ColumnFamilyHandle family, ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key)
            rocksdb_writebatch_delete_cf(this, family.Handle, k, (nuint)key.Length);
        Count++;
    }

    /// <summary>Deletes the keys from <paramref name="start"/> on, <paramref name="end"/> excluded.</summary>
    internal void DeleteRange(ColumnFamilyHandle family, ReadOnlySpan<byte> start, ReadOnlySpan<byte> end)
    {
        fixed (byte* s = start, e = end)
            rocksdb_writebatch_delete_range_cf(this, family.Handle, s, (nuint)start.Length, e, (nuint)end.Length);
        Count++;
    }

    internal void Clear()
    {
        rocksdb_writebatch_clear(this);
        Count = 0;
    }

    protected override bool ReleaseHandle()
    {
        rocksdb_writebatch_destroy(handle);
        return true;
    }
}
