using ActorStream.Backends.Native;

namespace ActorStream.Bench.Comparison;

/// <summary>A keyed sum with state on the disk.</summary>
internal static class RocksDbWorkload
{
    private const long Keys = 2_000_000;
    private const long KeysOfQuick = 500_000;
    private const long Memory = 24 << 20;
    private const long MemoryOfQuick = 8 << 20;

    internal static Workload Uniform { get; } = Make("rocksdb", "Keyed running sum in RocksDB, 2 M keys, uniform", 0, 2);

    internal static Workload Zipf { get; } = Make("rocksdb-zipf", "Keyed running sum in RocksDB, 2 M keys, Zipf 0.99", 0.99, 5);

    private static Workload Make(string name, string title, double skew, double target)
    {
        return new Workload(
            name, title, "One thread for the records, and the second core for RocksDB's compactions. Each has 24 MiB of memory in all for "
                + "2 M keys (8 MiB for 500 k with `--quick`); what is on the disk is in the system's cache.",
            [
                Of("get-put", "get and put", (feed, memory) => Throughput.Loop(feed, () => new GetAndPut(memory))),
                Of("batched", "multi-get and write batches of 1,024", (feed, memory) => Throughput.Loop(feed, () => new InBatches(memory))),
                Of("engine", "ActorStream, no checkpoints", Engine(EngineJob.OneSlot)),
                Of("engine-1s", "ActorStream, checkpoints each second", Engine(EngineJob.OneSlot.EachSecond)),
            ])
        {
            References = ["get-put", "batched"],
            Targets = [Target.AtLeast(target, "engine-1s", "get-put")],
            Others = [Figure.Allocated, Figure.Cores],
            MostRounds = 2,
        };

        Contestant Of(string contestant, string called, MakeRun run) => new(contestant, called, effort =>
        {
            var (keys, memory) = (effort.Of(Keys, KeysOfQuick), effort.Of(Memory, MemoryOfQuick));
            var block = EventBlock.Make(keys, skew);

            // For the checksum, a tenth of the keys are there, so that some of the others are found and some are not.
            Feed<Event> Feed(Trial trial) => new LoadedFeed(trial, trial.Limit == long.MaxValue ? keys : keys / 10, block);
            return Throughput.MeasureAsync(effort, (keys / 10) + 200_000, keys + 200_000, run(Feed, memory));
        })
        {
            Cores = 2,
            Missing = RocksDbLibrary.Problem,
        };
    }

    private delegate Func<Trial, Task> MakeRun(Func<Trial, Feed<Event>> feed, long memory);

    private static MakeRun Engine(EngineJob engine) => (feed, memory) =>
        KeyedSumWorkload.Engine(feed, engine with { Change = settings => settings with { State = InRocksDb(settings.State, memory) } });

    private static StateSettings InRocksDb(StateSettings state, long memory) =>
        state with { Backend = StateBackend.RocksDb, RocksDb = state.RocksDb with { Memory = new ByteSize(memory) } };
}
