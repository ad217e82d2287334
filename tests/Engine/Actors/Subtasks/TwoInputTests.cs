using ActorStream.Actors;
using ActorStream.Backends;
using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Subtasks;

/// <summary>
/// Every number meets every rule once, whichever comes first: numbers wait in a list of their subtask, rules in the state that all share.
/// </summary>
public sealed class TwoInputTests
{
    private const int Numbers = 60;
    private const int Rules = 9;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Records_of_both_inputs_meet_whatever_their_order(int parallelism)
    {
        for (ulong seed = 1; seed <= 8; seed++)
        {
            var store = new MemoryStore<(int, int)>();
            Run(parallelism, seed, store);
            Assert.Equal(Everything(), store.Committed.Order());
        }
    }

    [Fact]
    public void Snapshot_has_what_came_before_the_barriers_of_both_inputs_and_nothing_else()
    {
        var (checkpoints, inMidst) = (0, 0);
        for (ulong seed = 1; seed <= 8; seed++)
        {
            foreach (var parts in Run(3, seed, new MemoryStore<(int, int)>()).Acknowledgements.GroupBy(static part => part.Checkpoint))
            {
                var operators = parts.SelectMany(static part => part.Snapshot.Operators).ToList();
                var (numbers, rules) = (ReadOf(operators, "numbers", Numbers / 3), ReadOf(operators, "rules", Rules / 3));
                if (numbers is null || rules is null) continue;
                var lists = operators.Where(static op => op.Uid == "meet").SelectMany(static op => op.Lists).ToList();
                Assert.Equal(numbers, lists.Where(static list => list.Name == "numbers").Sum(static list => list.Items.Count));
                Assert.Equal(rules, lists.Single(static list => list.Name == "rules").Items.Count);
                checkpoints++;
                if (numbers is > 0 and < Numbers) inMidst++;
            }
        }

        Assert.True(checkpoints > 20, $"Only {checkpoints} snapshots were looked at.");
        Assert.True(inMidst > 5, $"Only {inMidst} snapshots fell in the midst of the input.");
    }

    [Fact]
    public void Job_goes_on_from_its_checkpoint_at_another_parallelism()
    {
        var driver = new JobDriver(
            static job => Meeting(job.From(new FeedSource<int>(), "numbers"), job.From(new FeedSource<int>(), "rules"))
                .To(new MemorySink<(int, int)>(), "out"),
            new JobDriverOptions { Parallelism = 1 });
        driver.Start();
        var (numbers, rules) = (driver.Source<FeedSource<int>>("numbers"), driver.Source<FeedSource<int>>("rules"));
        var (toCome, rulesToCome) = (Enumerable.Range(0, Numbers), Enumerable.Range(0, Rules));

        foreach (var parallelism in (int[])[3, 2])
        {
            numbers.Push(toCome.Take(Numbers / 3));
            rules.Push(rulesToCome.Take(Rules / 3));
            driver.Checkpoint();
            // Lost by the crash, and read again.
            numbers.Push(toCome.Skip(Numbers / 3).Take(5));
            rules.Push(rulesToCome.Skip(Rules / 3).Take(1));
            driver.Advance(TimeSpan.FromSeconds(1));
            driver.Crash();
            driver.Rescale(parallelism);
            driver.Start();
            (toCome, rulesToCome) = (toCome.Skip((Numbers / 3) + 5), rulesToCome.Skip((Rules / 3) + 1));
        }

        numbers.Push(toCome);
        rules.Push(rulesToCome);
        numbers.Complete();
        rules.Complete();
        driver.RunToEnd();

        Assert.Equal(Everything(), driver.Committed<(int, int)>("out").Order());
        Assert.Equal(0, driver.Restarts);
    }

    [Fact]
    public void More_state_than_the_limit_fails_the_checkpoint_with_the_reason()
    {
        var driver = new JobDriver(
            static job => job.From(new ListSource<int>([.. Enumerable.Range(0, 1000)]), "numbers")
                .Process(static () => new Hoard(), "hoard").To(new MemorySink<int>(), "out"),
            new JobDriverOptions
            {
                Settings = new ActorStreamSettings
                {
                    State = new StateSettings { OperatorStateLimit = ByteSize.KiB(2) },
                    Checkpoint = new CheckpointSettings { ToleratedFailures = 0 },
                    Restart = new RestartSettings { Strategy = RestartStrategy.None },
                },
            });
        driver.Start();

        var error = Assert.ThrowsAny<Exception>(driver.RunToEnd);

        Assert.Contains("operator state of 'hoard' takes more than 2048 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("'all'", error.Message, StringComparison.Ordinal);
    }

    private static SubtaskRunResult Run(int parallelism, ulong seed, MemoryStore<(int, int)> store) => SubtaskRun.Run(
        job => Meeting(
                job.From(new ListSource<int>(Lists(Numbers)) { FetchSize = 3 }, "numbers", recordsPerSecond: 3000),
                job.From(new ListSource<int>(Lists(Rules)) { FetchSize = 1 }, "rules", recordsPerSecond: 400))
            .To(new MemorySink<(int, int)>(store), "out"),
        parallelism,
        seed,
        new BufferSettings { BatchRecords = 2, FlushTimeout = TimeSpan.FromMilliseconds(1) },
        TimeSpan.FromMilliseconds(2));

    private static DataStream<(int, int)> Meeting(DataStream<int> numbers, DataStream<int> rules) =>
        numbers.Rebalance().Connect(rules.Broadcast()).Process(static () => new Meet(), "meet");

    private static IReadOnlyList<int>[] Lists(int count) =>
        [.. Enumerable.Range(0, 3).Select(list => (IReadOnlyList<int>)[.. Enumerable.Range(0, count / 3).Select(i => (list * count / 3) + i)])];

    private static IEnumerable<(int, int)> Everything() =>
        Enumerable.Range(0, Numbers).SelectMany(static number => Enumerable.Range(0, Rules).Select(rule => (number, rule)));

    /// <summary>How much of a source's lists its positions say was read; null: a list is with nobody, unread or over.</summary>
    private static long? ReadOf(IReadOnlyList<OperatorSnapshot> operators, string source, int each)
    {
        var positions = operators.Where(op => op.Uid == source).SelectMany(static op => op.Lists).SelectMany(static list => list.Items)
            .Select(static item => SplitFormat<ListSplit>.Read(SplitFormat.Read(item)).Offset).ToList();
        return positions.Count == 3 ? positions.Sum() : null;
    }

    private sealed class Meet : BroadcastProcessFunction<int, int, (int, int)>
    {
        private readonly OperatorListState<int> _numbers;
        private readonly BroadcastState<int, bool> _rules;

        internal Meet() => (_numbers, _rules) = (OperatorListState<int>("numbers"), BroadcastState<int, bool>("rules"));

        protected internal override void Process(in int record, ProcessContext context, Collector<(int, int)> output)
        {
            _numbers.Add(record);
            foreach (var rule in _rules.Keys) output.Emit((record, rule));
        }

        protected internal override void ProcessBroadcast(in int record, BroadcastContext context, Collector<(int, int)> output)
        {
            context.Set(_rules, record, true);
            foreach (var number in _numbers) output.Emit((number, record));
        }
    }

    private sealed class Hoard : ProcessFunction<int, int>
    {
        private readonly OperatorListState<int> _all;

        internal Hoard() => _all = OperatorListState<int>("all");

        protected internal override void Process(in int record, ProcessContext context, Collector<int> output) => _all.Add(record);
    }
}
