using ActorStream.Actors;
using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Engine.Actors.Subtasks;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Plan;

public sealed class ExchangeTests
{
    private static readonly BufferSettings SmallBatches = new() { BatchRecords = 2, FlushTimeout = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public void Rescale_connects_neighbours_the_same_from_both_sides()
    {
        for (var senders = 1; senders <= 7; senders++)
        {
            for (var targets = 1; targets <= 7; targets++)
            {
                var (plan, edge) = Planned(senders, targets, static stream => stream.Rescale());
                var sent = Pairs(senders, sender => plan.TargetsOf(edge, sender)).ToHashSet();
                var received = Pairs(targets, target => plan.SendersOf(edge, target)).Select(static pair => (pair.Item2, pair.Item1)).ToHashSet();

                Assert.True(sent.SetEquals(received), $"{senders} to {targets}");
                Assert.Equal(Math.Max(senders, targets), sent.Count);
                Assert.Equal(Enumerable.Range(0, senders), sent.Select(static pair => pair.Item1).Distinct().Order());
                Assert.Equal(Enumerable.Range(0, targets), sent.Select(static pair => pair.Item2).Distinct().Order());
            }
        }

        var (two, four) = Planned(2, 4, static stream => stream.Rescale());
        Assert.Equal((2, 2), (two.TargetsOf(four, 1).First, two.TargetsOf(four, 1).Count));
        Assert.Equal(0, two.ChannelOf(four, sender: 1, target: 3));
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(4, 2)]
    [InlineData(3, 2)]
    [InlineData(2, 2)]
    public void Rescaled_records_arrive_once(int senders, int targets)
    {
        for (ulong seed = 1; seed <= 4; seed++)
        {
            var store = new MemoryStore<int>();
            SubtaskRun.Run(
                job => Source(job).Rebalance().Select(static n => n).WithParallelism(senders)
                    .Rescale().Select(static n => n).WithParallelism(targets).To(new MemorySink<int>(store), "out"),
                1,
                seed,
                SmallBatches,
                TimeSpan.FromMilliseconds(2));

            Assert.Equal(Enumerable.Range(0, 60), store.Committed.Order());
        }
    }

    [Fact]
    public void Forward_between_different_parallelisms_is_an_error_of_the_plan()
    {
        var error = Assert.Throws<JobGraphException>(() => Planned(2, 3, static stream => stream.Forward()));

        Assert.Contains("has 3 subtasks and", Assert.Single(error.Problems), StringComparison.Ordinal);
        var (plan, edge) = Planned(3, 3, static stream => stream.Forward());
        Assert.True(plan.IsChained(edge));
    }

    [Fact]
    public void Partitioner_chooses_the_subtask()
    {
        for (ulong seed = 1; seed <= 4; seed++)
        {
            var store = new MemoryStore<(int, int)>();
            SubtaskRun.Run(
                job => Source(job).PartitionBy(static (n, subtasks) => n / 10 % subtasks).Process(static () => new WithSubtask(), "where")
                    .WithParallelism(3).To(new MemorySink<(int, int)>(store), "out"),
                1,
                seed,
                SmallBatches,
                TimeSpan.FromMilliseconds(2));

            Assert.Equal(Enumerable.Range(0, 60).Select(static n => (n, n / 10 % 3)), store.Committed.Order());
        }
    }

    [Fact]
    public void Partitioner_that_chooses_no_subtask_fails_the_job()
    {
        var driver = new JobDriver(
            static job => Source(job).PartitionBy(static (n, subtasks) => n == 5 ? subtasks : 0).Select(static n => n).To(new MemorySink<int>(), "out"),
            new JobDriverOptions { Settings = new ActorStreamSettings { Restart = new RestartSettings { Strategy = RestartStrategy.None } } });
        driver.Start();

        var error = Assert.ThrowsAny<Exception>(driver.RunToEnd);

        Assert.Contains("chose subtask 1, and there are 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chains_break_where_they_are_told_to()
    {
        Assert.Equal(["source 'numbers' → where #1 → select #2 → for-each #3"], Chains(static stream => stream));
        Assert.Equal(["source 'numbers' → where #1", "select #2 → for-each #3"], Chains(static stream => stream.StartNewChain()));
        Assert.Equal(["source 'numbers' → where #1", "select #2", "for-each #3"], Chains(static stream => stream.DisableChaining()));

        static IEnumerable<string> Chains(Func<DataStream<int>, DataStream<int>> change)
        {
            var builder = new JobBuilder("test", NoServices.Instance);
            change(Source(builder).Where(static n => n > 0).Select(static n => n)).ForEach(static _ => { });
            return JobPlan.Of(builder.Build(), 2).Vertices.Select(static vertex => vertex.Name);
        }
    }

    private static DataStream<int> Source(JobBuilder job) =>
        job.From(new ListSource<int>([.. Enumerable.Range(0, 60)]) { FetchSize = 7 }, "numbers");

    private static (JobPlan Plan, JobEdge Edge) Planned(int senders, int targets, Func<DataStream<int>, DataStream<int>> exchange)
    {
        var builder = new JobBuilder("test", NoServices.Instance);
        var stream = Source(builder).WithParallelism(senders);
        exchange(stream).Select(static n => n).WithParallelism(targets).ForEach(static _ => { });
        var plan = JobPlan.Of(builder.Build(), 1);
        return (plan, plan.Graph.Nodes[1].Inputs[0]);
    }

    private static IEnumerable<(int, int)> Pairs(int count, Func<int, JobPlan.Range> others) => Enumerable.Range(0, count)
        .SelectMany(one => Enumerable.Range(others(one).First, others(one).Count).Select(other => (one, other)));

    private sealed class WithSubtask : ProcessFunction<int, (int, int)>
    {
        private int _subtask;

        protected internal override ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation)
        {
            _subtask = context.Subtask;
            return ValueTask.CompletedTask;
        }

        protected internal override void Process(in int record, ProcessContext context, Collector<(int, int)> output) =>
            output.Emit((record, _subtask));
    }
}
