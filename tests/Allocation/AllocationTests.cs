using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ActorStream.Tests.Allocation;

/// <summary>
/// What a record may cost in managed memory, between checkpoints. The process is counted whole: nothing may hide on another thread.
/// </summary>
public sealed class AllocationTests
{
    /// <summary>
    /// Nothing per record, and less than a dozen bytes per batch: timers, the clock, what the process does beside the job.
    /// </summary>
    internal const double Nothing = 0.01;

    /// <summary>A table per window, whatever the number of records: about 10 KB for 10,000 keys, and 200,000 records go into one.</summary>
    private const double TablePerWindow = 0.06;

    [Fact]
    public async Task Filter_and_map_allocate_nothing() => Assert.InRange(
        await MeasuredJob.BytesPerRecordAsync(events => events
            .Where(e => e.Value > 2)
            .Select(e => e.Value * 3)
            .ForEach(_ => { }), records: 20_000_000),
        0, Nothing);

    [Fact]
    public async Task Keyed_sum_allocates_nothing() => Assert.InRange(
        await MeasuredJob.BytesPerRecordAsync(events => events
            .KeyBy(e => e.Key)
            .Process(() => new Sum(), "sum")
            .ForEach(_ => { }), records: 10_000_000),
        0, Nothing);

    [Fact]
    public async Task Hash_exchange_between_two_subtasks_allocates_nothing() => Assert.InRange(
        await MeasuredJob.BytesPerRecordAsync(events => events
            .KeyBy(e => e.Key)
            .Process(() => new Sum(), "sum")
            .ForEach(_ => { }), parallelism: 2, records: 10_000_000),
        0, Nothing);

    [Fact]
    public async Task Rebalancing_between_two_subtasks_allocates_nothing() => Assert.InRange(
        await MeasuredJob.BytesPerRecordAsync(events => events
            .Rebalance()
            .Select(e => e.Value)
            .ForEach(_ => { }), parallelism: 2, records: 10_000_000),
        0, Nothing);

    [Fact]
    public async Task Tumbling_window_allocates_a_table_per_window() => Assert.InRange(
        await MeasuredJob.BytesPerRecordAsync(events => events
            .WithWatermarks(e => e.Time, TimeSpan.Zero)
            .KeyBy(e => e.Key)
            .Window(TumblingWindows.Of(TimeSpan.FromSeconds(1)))
            .Aggregate(() => 0L, (ref long sum, Event e) => sum += e.Value, (long _, TimeWindow _, in long sum) => sum, "sums")
            .ForEach(_ => { }), records: 5_000_000),
        0, TablePerWindow);

    [Fact]
    public async Task Sliding_window_allocates_a_table_per_slice() => Assert.InRange(
        await MeasuredJob.BytesPerRecordAsync(events => events
            .WithWatermarks(e => e.Time, TimeSpan.Zero)
            .KeyBy(e => e.Key)
            .Window(SlidingWindows.Of(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1)))
            .Aggregate(
                () => 0L, (ref long sum, Event e) => sum += e.Value, (long _, TimeWindow _, in long sum) => sum, "sums",
                merge: (ref long sum, in long other) => sum += other)
            .ForEach(_ => { }), records: 5_000_000),
        0, TablePerWindow);
}
