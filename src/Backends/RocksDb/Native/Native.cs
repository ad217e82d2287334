using System.Runtime.InteropServices;

namespace ActorStream.Backends.Native;

/// <summary>RocksDB's C functions under their own names, as in RocksDbSharp. What they point to is pinned by the caller and
/// used during the call only. An error must be 0 at the start of a call: RocksDB frees what it finds there.</summary>
internal static unsafe partial class Native
{
    private const string C = RocksDbLibrary.Name;

    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, RocksDbLibrary.Resolve);

    // Databases and column families

    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint rocksdb_open_column_families(
        SafeHandle options, string path, int count, string[] names, nint* options_each, nint* handles, ref nint error);

    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint rocksdb_open_for_read_only_column_families(
        SafeHandle options, string path, int count, string[] names, nint* options_each, nint* handles, byte error_if_wal, ref nint error);

    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint* rocksdb_list_column_families(SafeHandle options, string path, out nuint count, ref nint error);

    [LibraryImport(C)]
    internal static partial void rocksdb_list_column_families_destroy(nint* names, nuint count);

    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint rocksdb_create_column_family(SafeHandle db, SafeHandle options, string name, ref nint error);

    [LibraryImport(C)]
    internal static partial void rocksdb_drop_column_family(SafeHandle db, nint family, ref nint error);

    [LibraryImport(C)]
    internal static partial void rocksdb_column_family_handle_destroy(nint family);

    [LibraryImport(C)]
    internal static partial void rocksdb_cancel_all_background_work(nint db, byte wait);

    [LibraryImport(C)]
    internal static partial void rocksdb_close(nint db);

    [LibraryImport(C)]
    internal static partial void rocksdb_free(nint memory);

    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint rocksdb_property_value_cf(SafeHandle db, nint family, string name);

    // Reading

    [LibraryImport(C)]
    internal static partial nint rocksdb_get_pinned_cf(SafeHandle db, nint options, nint family, byte* key, nuint length, ref nint error);

    [LibraryImport(C)]
    internal static partial byte* rocksdb_pinnableslice_value(nint slice, out nuint length);

    [LibraryImport(C)]
    internal static partial void rocksdb_pinnableslice_destroy(nint slice);

    [LibraryImport(C)]
    internal static partial void rocksdb_batched_multi_get_cf(
        SafeHandle db, nint options, nint family, nuint count, byte** keys, nuint* lengths, nint* values, nint* errors, byte sorted);

    [LibraryImport(C)]
    internal static partial nint rocksdb_readoptions_create();

    [LibraryImport(C)]
    internal static partial void rocksdb_readoptions_destroy(nint options);

    [LibraryImport(C)]
    internal static partial void rocksdb_readoptions_set_fill_cache(nint options, byte fill);

    [LibraryImport(C)]
    internal static partial void rocksdb_readoptions_set_readahead_size(nint options, nuint bytes);

    [LibraryImport(C)]
    internal static partial nint rocksdb_create_iterator_cf(SafeHandle db, nint options, nint family);

    [LibraryImport(C)]
    internal static partial void rocksdb_iter_destroy(nint iterator);

    [LibraryImport(C)]
    internal static partial byte rocksdb_iter_valid(SafeHandle iterator);

    [LibraryImport(C)]
    internal static partial void rocksdb_iter_seek(SafeHandle iterator, byte* key, nuint length);

    [LibraryImport(C)]
    internal static partial void rocksdb_iter_seek_for_prev(SafeHandle iterator, byte* key, nuint length);

    [LibraryImport(C)]
    internal static partial void rocksdb_iter_next(SafeHandle iterator);

    [LibraryImport(C)]
    internal static partial void rocksdb_iter_prev(SafeHandle iterator);

    [LibraryImport(C)]
    internal static partial byte* rocksdb_iter_key(SafeHandle iterator, out nuint length);

    [LibraryImport(C)]
    internal static partial byte* rocksdb_iter_value(SafeHandle iterator, out nuint length);

    [LibraryImport(C)]
    internal static partial void rocksdb_iter_get_error(SafeHandle iterator, ref nint error);

    // Writing

    [LibraryImport(C)]
    internal static partial nint rocksdb_writeoptions_create();

    [LibraryImport(C)]
    internal static partial void rocksdb_writeoptions_destroy(nint options);

    [LibraryImport(C)]
    internal static partial void rocksdb_writeoptions_disable_WAL(nint options, int disable);

    [LibraryImport(C)]
    internal static partial void rocksdb_writeoptions_set_memtable_insert_hint_per_batch(nint options, byte hint);

    [LibraryImport(C)]
    internal static partial void rocksdb_write(SafeHandle db, nint options, SafeHandle batch, ref nint error);

    [LibraryImport(C)]
    internal static partial nint rocksdb_writebatch_create();

    [LibraryImport(C)]
    internal static partial void rocksdb_writebatch_destroy(nint batch);

    [LibraryImport(C)]
    internal static partial void rocksdb_writebatch_clear(SafeHandle batch);

    [LibraryImport(C)]
    internal static partial void rocksdb_writebatch_put_cf(
        SafeHandle batch, nint family, byte* key, nuint key_length, byte* value, nuint value_length);

    [LibraryImport(C)]
    internal static partial void rocksdb_writebatch_delete_cf(SafeHandle batch, nint family, byte* key, nuint length);

    [LibraryImport(C)]
    internal static partial void rocksdb_writebatch_delete_range_cf(
        SafeHandle batch, nint family, byte* start, nuint start_length, byte* end, nuint end_length);

    [LibraryImport(C)]
    internal static partial nint rocksdb_checkpoint_object_create(SafeHandle db, ref nint error);

    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void rocksdb_checkpoint_create(nint checkpoint, string directory, ulong log_size_for_flush, ref nint error);

    [LibraryImport(C)]
    internal static partial void rocksdb_checkpoint_object_destroy(nint checkpoint);

    // Files

    [LibraryImport(C)]
    internal static partial nint rocksdb_livefiles(SafeHandle db);

    [LibraryImport(C)]
    internal static partial int rocksdb_livefiles_count(nint files);

    [LibraryImport(C)]
    internal static partial nint rocksdb_livefiles_name(nint files, int index);

    [LibraryImport(C)]
    internal static partial nint rocksdb_livefiles_column_family_name(nint files, int index);

    [LibraryImport(C)]
    internal static partial int rocksdb_livefiles_level(nint files, int index);

    [LibraryImport(C)]
    internal static partial byte* rocksdb_livefiles_smallestkey(nint files, int index, out nuint length);

    [LibraryImport(C)]
    internal static partial byte* rocksdb_livefiles_largestkey(nint files, int index, out nuint length);

    [LibraryImport(C)]
    internal static partial void rocksdb_livefiles_destroy(nint files);
}
