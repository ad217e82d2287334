using System.Runtime.InteropServices;

namespace ActorStream.Backends.Native;

/// <summary>What tunes a database, in RocksDB's own words.</summary>
internal static partial class NativeOptions
{
    internal const int Lz4 = 4;
    internal const int LogErrorsOnly = 3;
    internal const int BinarySearchAndHash = 1;

    private const string C = RocksDbLibrary.Name;

    [LibraryImport(C)]
    internal static partial nint rocksdb_cache_create_lru(nuint bytes);

    [LibraryImport(C)]
    internal static partial void rocksdb_cache_destroy(nint cache);

    [LibraryImport(C)]
    internal static partial nuint rocksdb_cache_get_usage(SafeHandle cache);

    [LibraryImport(C)]
    internal static partial nint rocksdb_filterpolicy_create_bloom_full(double bits_per_key);

    [LibraryImport(C)]
    internal static partial nint rocksdb_block_based_options_create();

    [LibraryImport(C)]
    internal static partial void rocksdb_block_based_options_destroy(nint table);

    [LibraryImport(C)]
    internal static partial void rocksdb_block_based_options_set_block_cache(nint table, SafeHandle cache);

    /// <summary>The filter policy becomes the table options' own.</summary>
    [LibraryImport(C)]
    internal static partial void rocksdb_block_based_options_set_filter_policy(nint table, nint policy);

    [LibraryImport(C)]
    internal static partial void rocksdb_block_based_options_set_block_size(nint table, nuint bytes);

    [LibraryImport(C)]
    internal static partial void rocksdb_block_based_options_set_cache_index_and_filter_blocks(nint table, byte cache);

    [LibraryImport(C)]
    internal static partial void rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(nint table, byte high);

    [LibraryImport(C)]
    internal static partial void rocksdb_block_based_options_set_data_block_index_type(nint table, int type);

    [LibraryImport(C)]
    internal static partial void rocksdb_block_based_options_set_data_block_hash_ratio(nint table, double ratio);

    [LibraryImport(C)]
    internal static partial void rocksdb_block_based_options_set_format_version(nint table, int version);

    [LibraryImport(C)]
    internal static partial nint rocksdb_options_create();

    [LibraryImport(C)]
    internal static partial void rocksdb_options_destroy(nint options);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_block_based_table_factory(SafeHandle options, nint table);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_create_if_missing(SafeHandle options, byte create);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_create_missing_column_families(SafeHandle options, byte create);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_write_buffer_size(SafeHandle options, nuint bytes);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_db_write_buffer_size(SafeHandle options, nuint bytes);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_max_write_buffer_number(SafeHandle options, int count);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_target_file_size_base(SafeHandle options, ulong bytes);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_max_bytes_for_level_base(SafeHandle options, ulong bytes);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_level_compaction_dynamic_level_bytes(SafeHandle options, byte dynamic);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_max_background_jobs(SafeHandle options, int count);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_compression(SafeHandle options, int compression);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_allow_concurrent_memtable_write(SafeHandle options, byte allow);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_memtable_whole_key_filtering(SafeHandle options, byte filter);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_memtable_prefix_bloom_size_ratio(SafeHandle options, double ratio);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_info_log_level(SafeHandle options, int level);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_keep_log_file_num(SafeHandle options, nuint count);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_stats_dump_period_sec(SafeHandle options, uint seconds);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_skip_stats_update_on_db_open(SafeHandle options, byte skip);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_paranoid_checks(SafeHandle options, byte check);

    [LibraryImport(C)]
    internal static partial void rocksdb_options_set_max_open_files(SafeHandle options, int count);
}
