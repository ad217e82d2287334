namespace ActorStream.Bench.Comparison;

/// <summary>All workloads, in the order of the document.</summary>
internal static class Catalog
{
    internal static IReadOnlyList<Workload> All { get; } =
    [
        FilterMapWorkload.Workload,
        KeyedSumWorkload.Uniform,
        KeyedSumWorkload.ByChance,
        KeyedSumWorkload.Zipf,
        TumblingWorkload.Workload,
        SlidingWorkload.Workload,
        ExchangeWorkload.Workload,
        ExchangeWorkload.Scaling,
        RocksDbWorkload.Uniform,
        RocksDbWorkload.Zipf,
        FilesWorkload.Workload,
        LatencyWorkload.Slow,
        LatencyWorkload.Fast,
        RecoveryWorkload.Workload,
        NexmarkWorkload.Workload,
        GrowthWorkloads.Keys,
        GrowthWorkloads.Intervals,
        GrowthWorkloads.Slots,
    ];

    internal static Workload Named(string name) => All.Single(workload => workload.Name == name);
}
