using System.Runtime.InteropServices;
using static ActorStream.Backends.Native.NativeOptions;

namespace ActorStream.Backends.Native;

/// <summary>Blocks of files read, shared by the databases of a process.</summary>
internal sealed class Cache : SafeHandle
{
    internal Cache(long bytes)
        : base(0, ownsHandle: true) => SetHandle(rocksdb_cache_create_lru((nuint)bytes));

    public override bool IsInvalid => handle == 0;

    internal long Usage => (long)rocksdb_cache_get_usage(this);

    protected override bool ReleaseHandle()
    {
        rocksdb_cache_destroy(handle);
        return true;
    }
}

/// <summary>Options of a database and all its column families: small values under random keys, never synced by itself.</summary>
internal sealed class DbOptions : SafeHandle
{
    private const int BlockBytes = 4096;
    private const double BloomBitsPerKey = 10;
    private const int BackgroundJobs = 2;
    private const double BlockHashRatio = 0.75;
    private const double MemtableBloomRatio = 0.05;

    /// <param name="cache">Where blocks that were read are kept.</param>
    /// <param name="writeBytes">Memory for writes that are in no file yet.</param>
    internal DbOptions(Cache cache, long writeBytes)
        : base(0, ownsHandle: true)
    {
        SetHandle(rocksdb_options_create());
        SetTable(cache);
        rocksdb_options_set_create_if_missing(this, 1);
        rocksdb_options_set_create_missing_column_families(this, 1);
        // Half per memtable: one is filled while the other is written out.
        rocksdb_options_set_db_write_buffer_size(this, (nuint)writeBytes);
        rocksdb_options_set_write_buffer_size(this, (nuint)(writeBytes / 2));
        rocksdb_options_set_max_write_buffer_number(this, 3);
        rocksdb_options_set_target_file_size_base(this, (ulong)Math.Max(writeBytes / 2, 4 << 20));
        rocksdb_options_set_max_bytes_for_level_base(this, (ulong)Math.Max(2 * writeBytes, 32 << 20));
        rocksdb_options_set_level_compaction_dynamic_level_bytes(this, 1);
        rocksdb_options_set_max_background_jobs(this, BackgroundJobs);
        rocksdb_options_set_compression(this, Lz4);
        rocksdb_options_set_allow_concurrent_memtable_write(this, 0); // one actor writes
        rocksdb_options_set_memtable_whole_key_filtering(this, 1);
        rocksdb_options_set_memtable_prefix_bloom_size_ratio(this, MemtableBloomRatio);
        rocksdb_options_set_info_log_level(this, LogErrorsOnly);
        rocksdb_options_set_keep_log_file_num(this, 1);
        rocksdb_options_set_stats_dump_period_sec(this, 0);
        rocksdb_options_set_skip_stats_update_on_db_open(this, 0); // else it cannot say how many entries it holds
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Lets a database be opened of which only those files are there that will be read.</summary>
    internal DbOptions AllowMissingFiles()
    {
        const int openAsTheyAreRead = 32;
        rocksdb_options_set_paranoid_checks(this, 0);
        rocksdb_options_set_max_open_files(this, openAsTheyAreRead);
        return this;
    }

    protected override bool ReleaseHandle()
    {
        rocksdb_options_destroy(handle);
        return true;
    }

    private void SetTable(Cache cache)
    {
        const int formatVersion = 5;
        var table = rocksdb_block_based_options_create();
        rocksdb_block_based_options_set_block_cache(table, cache);
        rocksdb_block_based_options_set_filter_policy(table, rocksdb_filterpolicy_create_bloom_full(BloomBitsPerKey));
        rocksdb_block_based_options_set_block_size(table, BlockBytes);
        // Within the cache's bound like all else; a filter is worth more than a block.
        rocksdb_block_based_options_set_cache_index_and_filter_blocks(table, 1);
        rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(table, 1);
        rocksdb_block_based_options_set_data_block_index_type(table, BinarySearchAndHash);
        rocksdb_block_based_options_set_data_block_hash_ratio(table, BlockHashRatio);
        rocksdb_block_based_options_set_format_version(table, formatVersion);
        rocksdb_options_set_block_based_table_factory(this, table);
        rocksdb_block_based_options_destroy(table);
    }
}
