using ActorStream.Tests.Engine.Backends.RocksDb;
using Xunit;

namespace ActorStream.Tests.Allocation;

/// <summary>What a record costs whose state is in RocksDB, where the cache holds it and where it has to be read.</summary>
public sealed class RocksDbAllocationTests
{
    [RocksDbFact]
    public async Task Keyed_sum_in_the_cache_allocates_nothing() => Assert.InRange(
        await BytesPerRecordAsync(static e => e.Key, memory: ByteSize.MiB(256), records: 5_000_000), 0, AllocationTests.Nothing);

    [RocksDbFact]
    public async Task Keyed_sum_beyond_the_cache_allocates_nothing() => Assert.InRange(
        await BytesPerRecordAsync(static e => e.Ticks % 299_993, memory: ByteSize.MiB(8), records: 400_000), 0, AllocationTests.Nothing);

    private static Task<double> BytesPerRecordAsync(Func<Event, long> key, ByteSize memory, long records) =>
        MeasuredJob.BytesPerRecordAsync(
        events => events.KeyBy(key).Process(() => new Sum(), "sum").ForEach(_ => { }),
        records: records,
        settings: defaults => defaults with
        {
            State = defaults.State with { Backend = StateBackend.RocksDb, RocksDb = defaults.State.RocksDb with { Memory = memory } },
        });
}
