using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Engine.Actors.Subtasks;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators;

public sealed class SideOutputTests
{
    private const int Numbers = 60;
    private static readonly DateTimeOffset Noon = new(2001, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SideOutput<int> Odd = new("odd");
    private static readonly SideOutput<string> Words = new("words");

    [Fact]
    public void What_is_emitted_aside_comes_out_aside_with_its_event_time()
    {
        using var harness = OperatorHarness.Of(static (DataStream<int> numbers) => numbers.Process(static () => new Sort(), "sort").SideOutput(Words));

        harness.Push(3, Noon);
        harness.PushWatermark(Noon);

        Assert.Equal([new OutputRecord<string>("3", Noon)], harness.Output);
        Assert.Equal(Noon, harness.Watermark);
        harness.EndInput();
        Assert.True(harness.HasEnded);
    }

    [Fact]
    public void Timers_emit_aside_too()
    {
        using var harness = OperatorHarness.Of(
            static (DataStream<int> numbers) =>
                numbers.KeyBy(static n => n).Process(static () => new Remind(), "remind").SideOutput(Words));

        harness.Push(3, Noon);
        harness.PushWatermark(Noon.AddHours(1));

        Assert.Equal([new OutputRecord<string>("3 is due", Noon.AddMinutes(1))], harness.Output);
    }

    [Fact]
    public void A_tag_of_the_same_name_and_type_is_the_same_output_and_one_that_nobody_takes_is_dropped()
    {
        using var harness = OperatorHarness.Of(
            static (DataStream<int> numbers) => numbers.Process(static () => new Sort(), "sort").SideOutput(new SideOutput<int>("odd")));

        harness.PushAll([1, 2, 3]);

        Assert.Equal([1, 3], harness.TakeOutput());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Every_branch_gets_its_records_once_however_little_room_there_is(int parallelism, bool isUnited)
    {
        for (ulong seed = 1; seed <= 8; seed++)
        {
            var (main, odd, words) = (new MemoryStore<int>(), new MemoryStore<int>(), new MemoryStore<string>());
            SubtaskRun.Run(
                job =>
                {
                    var sorted = job.From(new ListSource<int>([.. Enumerable.Range(0, Numbers)]) { FetchSize = 7 }, "numbers")
                        .Rebalance().Process(static () => new Sort(), "sort");
                    if (isUnited) sorted.Union(sorted.SideOutput(Odd)).To(new MemorySink<int>(main), "main");
                    else sorted.To(new MemorySink<int>(main), "main");
                    // Of one tag twice: chained, and through an exchange.
                    sorted.SideOutput(Odd).Select(static n => -n).To(new MemorySink<int>(odd), "odd");
                    sorted.SideOutput(Odd).Rebalance().Select(static n => $"odd {n}").Union(sorted.SideOutput(Words).Rebalance()).To(new MemorySink<string>(words), "words");
                },
                parallelism,
                seed,
                new BufferSettings { BatchRecords = 2, FlushTimeout = TimeSpan.FromMilliseconds(1) },
                TimeSpan.FromMilliseconds(2));

            var all = Enumerable.Range(0, Numbers).ToList();
            Assert.Equal(all.Where(n => isUnited || n % 2 == 0), main.Committed.Order());
            Assert.Equal(all.Where(static n => n % 2 == 1).Select(static n => -n).Order(), odd.Committed.Order());
            Assert.Equal(
                all.Select(static n => $"{n}").Concat(all.Where(static n => n % 2 == 1).Select(static n => $"odd {n}")).Order(StringComparer.Ordinal),
                words.Committed.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Operators_without_side_outputs_and_names_with_two_types_are_errors_of_the_graph()
    {
        var builder = new JobBuilder("test", NoServices.Instance);
        var numbers = builder.From(new ListSource<int>([1]), "numbers").Where(static n => n > 0);
        numbers.SideOutput(Odd).ForEach(static _ => { });
        var sorted = numbers.Process(static () => new Sort(), "sort");
        sorted.SideOutput(Odd).ForEach(static _ => { });
        sorted.SideOutput(new SideOutput<string>("odd")).ForEach(static _ => { });

        var problems = Assert.Throws<JobGraphException>(builder.Build).Problems;

        Assert.Equal(2, problems.Count);
        Assert.Contains("it has no side outputs, and 'odd' is taken from it", problems[0], StringComparison.Ordinal);
        Assert.Contains("side output 'odd' is taken as 2 types", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_side_output_changes_the_fingerprint_of_a_graph()
    {
        Assert.NotEqual(Graph(isAside: false).Fingerprint, Graph(isAside: true).Fingerprint);

        static JobGraph Graph(bool isAside)
        {
            var builder = new JobBuilder("test", NoServices.Instance);
            var sorted = builder.From(new ListSource<int>([1]), "numbers").Process(static () => new Sort(), "sort");
            (isAside ? sorted.SideOutput(Odd) : sorted).ForEach(static _ => { });
            return builder.Build();
        }
    }

    private sealed class Sort : ProcessFunction<int, int>
    {
        protected internal override void Process(in int record, ProcessContext context, Collector<int> output)
        {
            context.Emit(Words, $"{record}");
            if (record % 2 == 1) context.Emit(Odd, record);
            else output.Emit(record);
        }
    }

    private sealed class Remind : KeyedProcessFunction<int, int, int>
    {
        protected internal override void Process(in int record, KeyedContext<int> context, Collector<int> output) =>
            context.SetTimer(Noon.AddMinutes(1));

        protected internal override void OnTimer(FiredTimer timer, KeyedContext<int> context, Collector<int> output) =>
            context.Emit(Words, $"{context.Key} is due");
    }
}
