using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Simulation;

/// <summary>Counts each key's records and emits every count: each must be committed exactly once.</summary>
internal sealed class CountingJob(int lists = 5, int each = 200)
{
    private const int Keys = 7;

    private readonly IReadOnlyList<int>[] _lists =
        [.. Enumerable.Range(0, lists).Select(list => Enumerable.Range(0, each).Select(i => (i * 31 + list) % Keys).ToList())];

    internal MemoryStore<string> Store { get; } = new();

    internal int Records => lists * each;

    internal void Declare(JobBuilder job) => job
        .From(new ListSource<int>(_lists), "numbers", recordsPerSecond: 1500)
        .KeyBy(static n => n)
        .Process(static () => new Count(), "count")
        .To(new MemorySink<string>(Store), "out");

    internal void AssertAllCommittedOnce() => Assert.Equal(
        _lists.SelectMany(static list => list).GroupBy(static n => n)
            .SelectMany(static key => Enumerable.Range(1, key.Count()).Select(i => $"{key.Key}:{i}")).Order(StringComparer.Ordinal),
        Store.Committed.Order(StringComparer.Ordinal));

    /// <summary>Per key the counts from 1 on, each once, as far as the job got.</summary>
    internal void AssertCommittedIsAPrefix()
    {
        foreach (var key in Store.Committed.Select(static text => text.Split(':'))
            .GroupBy(static parts => parts[0], static parts => int.Parse(parts[1])))
            Assert.Equal(Enumerable.Range(1, key.Count()), key.Order());
    }

    private sealed class Count : KeyedProcessFunction<int, int, string>
    {
        private readonly ValueState<int> _count;

        public Count() => _count = ValueState<int>("count");

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<string> output) =>
            output.Emit($"{context.Key}:{++_count.Ref}");
    }
}
