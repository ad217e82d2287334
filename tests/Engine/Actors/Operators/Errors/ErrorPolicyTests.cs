using ActorStream.Backends;
using ActorStream.TestKit;
using ActorStream.Tests.Engine.Actors.Subtasks;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators.Errors;

public sealed class ErrorPolicyTests
{
    private const int Numbers = 60;
    private static readonly DateTimeOffset Noon = new(2001, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SideOutput<FailedRecord> Failed = new("failed");

    public static TheoryData<string> Kinds => [.. Operators.Keys];

    /// <summary>Each passes records on and throws at every third.</summary>
    private static Dictionary<string, Func<DataStream<int>, DataStream<int>>> Operators { get; } = new()
    {
        ["where"] = static numbers => numbers.Where(static n => Checked(n) == n),
        ["select"] = static numbers => numbers.Select(Checked),
        ["select-many"] = static numbers => numbers.SelectMany<int>(static n => [Checked(n)]),
        ["process"] = static numbers => numbers.Process(static () => new Pass(), "pass"),
        ["keyed-process"] = static numbers => numbers.KeyBy(static n => n).Process(static () => new PassKeyed(), "pass"),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Skipped_records_are_missing_and_the_others_keep_their_order_and_time(string kind)
    {
        using var harness = OperatorHarness.Of((DataStream<int> numbers) => Operators[kind](numbers).OnError(ErrorPolicy.Skip));

        for (var n = 0; n < 9; n++) harness.Push(n, Noon.AddMinutes(n));
        harness.PushWatermark(Noon.AddHours(1));

        Assert.Equal(
            Enumerable.Range(0, 9).Where(static n => n % 3 != 0).Select(static n => new OutputRecord<int>(n, Noon.AddMinutes(n))), harness.Output);
        Assert.Equal(Noon.AddHours(1), harness.Watermark);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Without_a_policy_the_operator_fails(string kind)
    {
        using var harness = OperatorHarness.Of((DataStream<int> numbers) => Operators[kind](numbers));
        var error = Assert.ThrowsAny<Exception>(() => harness.Push(3, Noon));
        Assert.Contains("three", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Failed_records_come_out_aside_with_what_is_known(string kind)
    {
        using var harness = OperatorHarness.Of(
            (DataStream<int> numbers) => Operators[kind](numbers).OnError(ErrorPolicy.SideOutput(Failed)).SideOutput(Failed));

        harness.Push(1, Noon);
        harness.Push(6, Noon);

        var expected = new FailedRecord(
            kind is "process" or "keyed-process" ? "pass" : $"{kind} #2",
            0,
            null,
            Noon,
            kind == "keyed-process" ? "6" : null,
            "6",
            "InvalidOperationException",
            "three Cause: inner");
        Assert.Equal([new OutputRecord<FailedRecord>(expected, Noon)], harness.Output);
    }

    [Fact]
    public void Beside_its_source_an_operator_knows_the_split_to_its_last_record()
    {
        var dead = new MemoryStore<FailedRecord>();
        SubtaskRun.Run(
            job => job.From(new ListSource<int>([0, 1, 2, 3], [6, 7], [9]), "numbers").Select(Checked)
                .OnError(ErrorPolicy.DeadLetter(new MemorySink<FailedRecord>(dead), "dead")).To(new MemorySink<int>(new MemoryStore<int>()), "main"),
            parallelism: 1);
        var splits = dead.Committed.OrderBy(static one => int.Parse(one.Record)).Select(static one => one.Split).ToList();
        Assert.Equal(splits[0], splits[1]);
        Assert.Equal(3, splits.Distinct().Count());
        Assert.DoesNotContain(null, splits);
    }

    [Fact]
    public void What_an_operator_behind_throws_is_not_taken_for_the_fault_of_the_one_before()
    {
        using var harness = OperatorHarness.Of(
            static (DataStream<int> numbers) =>
                numbers.Process(static () => new Pass(), "pass").OnError(ErrorPolicy.Skip).Select(static n => n == 4 ? Thrown() : n));
        harness.Push(3, Noon);
        var error = Assert.ThrowsAny<Exception>(() => harness.Push(4, Noon));
        Assert.Contains("behind", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_engine_throws_is_no_records_fault()
    {
        using var harness = OperatorHarness.Of(static (DataStream<int> numbers) => numbers
            .Select(static n => n == 4 ? throw new InvariantViolatedException("a defect") : n).OnError(ErrorPolicy.Skip));
        Assert.Contains("a defect", Assert.ThrowsAny<Exception>(() => harness.Push(4, Noon)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_handler_of_expired_state_throws_is_not_taken_for_the_fault_of_the_record_that_found_it()
    {
        using var harness = Latest();
        harness.Push(5, Noon);
        var error = Assert.ThrowsAny<Exception>(() => harness.Push(7, Noon.AddMinutes(2)));
        Assert.Contains("handler of 5", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void State_that_a_failing_record_found_expired_is_handled_with_its_key()
    {
        using var harness = Latest();
        harness.PushAll([1, 2], static _ => Noon);
        harness.PushAll([9, 8], static _ => Noon.AddMinutes(2));
        Assert.Equal(["1", "2", "odd had 1", "8", "even had 2"], harness.TakeOutput());
    }

    [Fact]
    public void State_that_the_last_record_before_a_checkpoint_found_expired_is_handled_before_it()
    {
        using var harness = Latest();
        harness.Push(1, Noon);
        harness.Push(9, Noon.AddMinutes(2));
        Assert.Equal(["1", "odd had 1"], harness.TakeOutput());
    }

    [Fact]
    public void What_was_emitted_before_it_threw_stays()
    {
        using var harness = OperatorHarness.Of(static (DataStream<int> numbers) => numbers.SelectMany(Two).OnError(ErrorPolicy.Skip));
        harness.Push(1, Noon);
        harness.Push(3, Noon);
        harness.Push(4, Noon);
        Assert.Equal([1, 1, 3, 4, 4], harness.TakeOutput());

        static IEnumerable<int> Two(int n)
        {
            yield return n;
            yield return Checked(n);
        }
    }

    [Fact]
    public void A_record_that_cannot_be_written_as_json_is_written_as_its_text()
    {
        using var harness = OperatorHarness.Of(static (DataStream<Node> nodes) => nodes
            .Select<int>(static _ => throw new InvalidOperationException("no")).OnError(ErrorPolicy.SideOutput(Failed)).SideOutput(Failed));
        var node = new Node();
        node.Self = node;
        harness.Push(node, Noon);
        Assert.Equal("a node", harness.TakeOutput()[0].Record);
    }

    [Fact]
    public void A_record_whose_own_code_throws_when_it_is_looked_at_has_the_name_of_its_type()
    {
        using var harness = OperatorHarness.Of(static (DataStream<Broken> records) => records
            .Select<int>(static _ => throw new InvalidOperationException("no")).OnError(ErrorPolicy.SideOutput(Failed)).SideOutput(Failed));
        harness.Push(new Broken(), Noon);
        Assert.Equal(("Broken", "no"), (harness.Output[0].Value.Record, harness.Output[0].Value.Message));
    }

    [Fact]
    public void A_policy_where_records_are_not_seen_one_by_one_is_an_error_of_the_graph()
    {
        var error = Assert.Throws<JobGraphException>(() => OperatorHarness.Of(static (DataStream<int> numbers) =>
            numbers.WithWatermarks(static _ => Noon, TimeSpan.Zero).OnError(ErrorPolicy.Skip)));
        Assert.Contains("OnError is for Where, Select, SelectMany, SelectAsync and process functions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_that_are_kept_per_key_take_a_policy_and_others_say_what_to_do()
    {
        using var harness = OperatorHarness.Of(static (DataStream<int> numbers) =>
            Sums(numbers, SessionWindows.WithGap(TimeSpan.FromMinutes(1))).OnError(ErrorPolicy.Skip));
        harness.Push(1, Noon);
        harness.Push(-1, Noon);
        harness.Push(2, Noon);
        harness.EndInput();
        Assert.Equal([3], harness.TakeOutput());

        var error = Assert.Throws<JobGraphException>(() => OperatorHarness.Of(static (DataStream<int> numbers) =>
            Sums(numbers, TumblingWindows.Of(TimeSpan.FromMinutes(1))).OnError(ErrorPolicy.Skip)));
        Assert.Contains("in a Select before it", error.Message, StringComparison.Ordinal);

        static DataStream<int> Sums(DataStream<int> numbers, WindowAssigner windows) => numbers.KeyBy(static _ => 0).Window(windows)
            .Aggregate(static () => 0, Add, static (int _, TimeWindow _, in int sum) => sum, "sums", Merge);

        static void Add(ref int sum, int number) => sum += number >= 0 ? number : throw new InvalidOperationException("negative");

        static void Merge(ref int sum, in int other) => sum += other;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_record_comes_out_once_here_or_there_however_little_room_there_is(string kind)
    {
        for (ulong seed = 1; seed <= 8; seed++)
        {
            var (main, dead) = (new MemoryStore<int>(), new MemoryStore<FailedRecord>());
            SubtaskRun.Run(
                job => Operators[kind](job.From(new ListSource<int>([.. Enumerable.Range(0, Numbers)]) { FetchSize = 7 }, "numbers").Rebalance())
                    .OnError(ErrorPolicy.DeadLetter(new MemorySink<FailedRecord>(dead), "dead")).To(new MemorySink<int>(main), "main"),
                parallelism: 2,
                seed,
                new BufferSettings { BatchRecords = 2, FlushTimeout = TimeSpan.FromMilliseconds(1) },
                TimeSpan.FromMilliseconds(2));

            Assert.Equal(Enumerable.Range(0, Numbers).Where(static n => n % 3 != 0), main.Committed.Order());
            Assert.Equal(Enumerable.Range(0, Numbers).Where(static n => n % 3 == 0), dead.Committed.Select(static one => int.Parse(one.Record)).Order());
        }
    }

    [Fact]
    public void Dead_letters_are_committed_once_whatever_crashes() => JobSimulation.Run(
        static job => job.From(new ListSource<int>([.. Enumerable.Range(0, Numbers)]), "numbers").KeyBy(static n => n % 7)
            .Process(static () => new PassKeyed(), "pass").OnError(ErrorPolicy.DeadLetter(new MemorySink<FailedRecord>(new MemoryStore<FailedRecord>()), "dead"))
            .To(new MemorySink<int>(new MemoryStore<int>()), "main"),
        seeds: 1..25,
        static run =>
        {
            var dead = run.Sink<MemorySink<FailedRecord>>("dead").Store.Committed.Select(static one => int.Parse(one.Record));
            Assert.Equal(Enumerable.Range(0, Numbers).Where(static n => n % 3 == 0), dead.Order());
            Assert.Equal(Enumerable.Range(0, Numbers).Where(static n => n % 3 != 0), run.Sink<MemorySink<int>>("main").Store.Committed.Order());
        });

    private static OperatorHarness<int, string> Latest() => OperatorHarness.Of(static (DataStream<int> numbers) => numbers
        .KeyBy(static n => n % 2 == 0 ? "even" : "odd").Process(static () => new KeepLatest(), "latest").OnError(ErrorPolicy.Skip));

    private static int Checked(int n) =>
        n % 3 != 0 ? n : throw new InvalidOperationException("three", new InvalidOperationException("inner"));

    private static int Thrown() => throw new InvalidOperationException("behind");

    private sealed class Node
    {
        public Node? Self { get; set; }

        public override string ToString() => "a node";
    }

    private sealed class Broken
    {
        public int Value => throw new DivideByZeroException();

        public override string ToString() => $"{Value}";
    }

    private sealed class Pass : ProcessFunction<int, int>
    {
        protected internal override void Process(in int record, ProcessContext context, Collector<int> output) =>
            output.Emit(Checked(record));
    }

    private sealed class PassKeyed : KeyedProcessFunction<int, int, int>
    {
        protected internal override void Process(in int record, KeyedContext<int> context, Collector<int> output) =>
            output.Emit(Checked(record));
    }

    /// <summary>Keeps the latest number of its key for a minute, then passes it on unless it is a third.</summary>
    private sealed class KeepLatest : KeyedProcessFunction<string, int, string>
    {
        private readonly ValueState<int> _latest;

        public KeepLatest()
        {
            _latest = ValueState<int>("latest", ttl: StateTtl.After(TimeSpan.FromMinutes(1)).InEventTime());
            OnExpiry(_latest, static (n, context, output) => output.Emit(
                n != 5 ? $"{context.Key} had {n}" : throw new InvalidOperationException("handler of 5")));
        }

        protected internal override void Process(in int record, KeyedContext<string> context, Collector<string> output)
        {
            _latest.Set(record);
            output.Emit($"{Checked(record)}");
        }
    }
}
