using ActorStream.Coordinator;
using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Simulation;

/// <summary>Whole jobs under faults: what is committed is each record's effect, once.</summary>
public sealed class JobSimulationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Undisturbed_job_commits_everything_and_finishes(int parallelism)
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var job = new CountingJob();
            var simulation = new JobSimulation(seed, job.Declare, parallelism);
            simulation.StartControl();
            simulation.StartWorker("worker-1");
            simulation.RunToEnd();

            Assert.Equal(JobEnd.Finished, simulation.End!.How);
            job.AssertAllCommittedOnce();
            Assert.NotNull(simulation.ReadHistory().Finished);
        }
    }
}

/// <summary>Counts each key's records and emits every count: each output must appear exactly once.</summary>
internal sealed class CountingJob
{
    private const int Keys = 7;
    private readonly IReadOnlyList<int>[] _lists = [.. Enumerable.Range(0, 5).Select(list => Enumerable.Range(0, 300).Select(i => (i * 31 + list) % Keys).ToList())];

    internal MemoryStore<string> Store { get; } = new();

    internal void Declare(JobBuilder job) => job
        .From(new ListSource<int>(_lists), "numbers", recordsPerSecond: 5000)
        .KeyBy(static n => n)
        .Process(static () => new Count(), "count")
        .To(new MemorySink<string>(Store), "out");

    internal void AssertAllCommittedOnce()
    {
        var expected = _lists.SelectMany(static list => list).GroupBy(static n => n)
            .SelectMany(static key => Enumerable.Range(1, key.Count()).Select(i => $"{key.Key}:{i}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), Store.Committed.Order(StringComparer.Ordinal));
    }

    private sealed class Count : KeyedProcessFunction<int, int, string>
    {
        private readonly ValueState<int> _count;

        public Count() => _count = ValueState<int>("count");

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<string> output) =>
            output.Emit($"{context.Key}:{++_count.Ref}");
    }
}
