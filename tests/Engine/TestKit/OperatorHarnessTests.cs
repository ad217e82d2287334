using ActorStream.Actors;
using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Kit;

public sealed class OperatorHarnessTests
{
    private static readonly DateTimeOffset Noon = new(2001, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public sealed record Order(string Customer, int Amount);

    [Fact]
    public void Records_come_out_with_their_event_times()
    {
        using var harness = Totals();

        harness.Push(new Order("ann", 3), Noon);
        harness.Push(new Order("bob", 1));
        harness.Push(new Order("ann", 4), Noon.AddMinutes(1));

        Assert.Equal(
            [new("ann 3", Noon), new("bob 1", null), new("ann 7", Noon.AddMinutes(1))], harness.Output);
        Assert.Equal(["ann 3", "bob 1", "ann 7"], harness.TakeOutput());
        Assert.Empty(harness.Output);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Windows_end_with_the_watermark_and_count_late_records(int parallelism)
    {
        using var harness = Windows(new OperatorHarnessOptions { Parallelism = parallelism });

        harness.PushAll([new Order("ann", 3), new Order("bob", 1), new Order("ann", 4)], static _ => Noon);
        Assert.Empty(harness.Output);
        Assert.Null(harness.Watermark);

        harness.PushWatermark(Noon.AddHours(1));
        Assert.Equal(["ann 7", "bob 1"], harness.TakeOutput().Order());
        Assert.Equal(Noon.AddHours(1), harness.Watermark);

        harness.Push(new Order("ann", 5), Noon);
        Assert.Equal(1, harness.LateRecords);

        harness.EndInput();
        Assert.True(harness.HasEnded);
        Assert.Equal(DateTimeOffset.MaxValue, harness.Watermark);
    }

    [Fact]
    public void Clock_stands_still_until_it_is_advanced_and_timers_fire_at_their_time()
    {
        using var harness = OperatorHarness.Of(
            static (DataStream<string> names) => names.KeyBy(static name => name).Process(static () => new Reminder(), "reminder"));
        var start = harness.Now;

        harness.Push("ann");
        Assert.Equal(start, harness.Now);

        harness.AdvanceTime(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.Empty(harness.Output);

        harness.AdvanceTime(TimeSpan.FromTicks(1));
        Assert.Equal([new("ann", start.AddMinutes(1))], harness.Output);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 1)]
    [InlineData(2, 3)]
    public void Snapshot_is_restored_at_another_parallelism(int before, int after)
    {
        using var harness = Totals(new OperatorHarnessOptions { Parallelism = before });
        var customers = Enumerable.Range(0, 50).Select(static i => $"customer-{i}").ToList();
        harness.PushAll(customers.Select(static customer => new Order(customer, 1)));
        var snapshot = harness.Snapshot();
        harness.PushAll(customers.Select(static customer => new Order(customer, 100)));
        harness.TakeOutput();

        harness.Restore(snapshot, after);
        harness.PushAll(customers.Select(static customer => new Order(customer, 1)));

        Assert.Equal(after, harness.Parallelism);
        Assert.Equal(customers.Select(static customer => $"{customer} 2").Order(), harness.TakeOutput().Order());
    }

    [Fact]
    public void Snapshot_begins_another_harness_whose_timers_and_windows_go_on()
    {
        using var first = Windows();
        first.Push(new Order("ann", 3), Noon);
        var snapshot = first.Snapshot();
        first.Dispose();

        using var second = Windows(new OperatorHarnessOptions { RestoreFrom = snapshot, Parallelism = 2 });
        second.Push(new Order("ann", 4), Noon);
        second.EndInput();

        Assert.True(snapshot.StateBytes > 0);
        Assert.Equal(["ann 7"], second.TakeOutput());
    }

    [Fact]
    public void State_of_a_uid_that_is_gone_is_refused()
    {
        using var harness = Totals();
        harness.Push(new Order("ann", 3));

        var error = Assert.ThrowsAny<Exception>(() => Windows(new OperatorHarnessOptions { RestoreFrom = harness.Snapshot() }));

        Assert.Contains("'total'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_in_a_field_shows_when_every_call_restores()
    {
        string[] expected = ["ann 3", "ann 7"];
        var strict = new OperatorHarnessOptions { RestoreAfterEachCall = true };

        Assert.Equal(expected, Run(Totals()));
        Assert.Equal(expected, Run(Totals(strict)));
        Assert.Equal(expected, Run(Forgetful(new OperatorHarnessOptions())));
        Assert.NotEqual(expected, Run(Forgetful(strict)));

        static OperatorHarness<Order, string> Forgetful(OperatorHarnessOptions options) => OperatorHarness.Of(
            static (DataStream<Order> orders) => orders.KeyBy(static o => o.Customer).Process(static () => new TotalInAField(), "total"),
            options);

        static IReadOnlyList<string> Run(OperatorHarness<Order, string> harness)
        {
            using (harness)
            {
                harness.Push(new Order("ann", 3));
                harness.Push(new Order("ann", 4));
                return harness.TakeOutput();
            }
        }
    }

    [Fact]
    public void Exception_of_an_operator_comes_out_of_the_call_and_a_restore_goes_on()
    {
        using var harness = Totals();
        harness.Push(new Order("ann", 3));
        var snapshot = harness.Snapshot();

        var error = Assert.Throws<ArgumentException>(() => harness.Push(new Order("ann", -1)));
        Assert.Equal("negative", error.Message);
        Assert.Same(error, Assert.Throws<InvalidOperationException>(() => harness.Push(new Order("ann", 1))).InnerException);

        harness.Restore(snapshot);
        harness.Push(new Order("ann", 4));
        Assert.Equal(["ann 3", "ann 7"], harness.TakeOutput());
    }

    [Fact]
    public void Watermark_that_goes_back_and_input_behind_the_end_are_refused()
    {
        using var harness = Totals();
        harness.PushWatermark(Noon);
        Assert.Throws<ArgumentOutOfRangeException>(() => harness.PushWatermark(Noon.AddTicks(-1)));

        harness.EndInput();
        Assert.Throws<InvalidOperationException>(() => harness.Push(new Order("ann", 1)));
        Assert.NotNull(harness.Snapshot());

        harness.Dispose();
        Assert.Throws<ObjectDisposedException>(() => harness.Snapshot());
    }

    [Fact]
    public void Whole_chains_and_operator_actors_run_too()
    {
        using var harness = OperatorHarness.Of(
            static (DataStream<Order> orders) => orders
                .WithWatermarks(static o => Noon.AddMinutes(o.Amount), TimeSpan.FromMinutes(5))
                .Where(static o => o.Amount > 0)
                .Via(Props.Create(static () => new Doubled()), "doubled")
                .KeyBy(static o => o.Customer)
                .Window(TumblingWindows.Of(TimeSpan.FromHours(1)))
                .Aggregate(new Sum(), "sums"));

        harness.Push(new Order("ann", 10));
        harness.Push(new Order("bob", -10));
        harness.Push(new Order("ann", 65));
        Assert.Equal(["ann 20"], harness.TakeOutput());
        Assert.Equal(Noon.AddMinutes(60), harness.Watermark);
    }

    [Fact]
    public void Sink_among_the_operators_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => OperatorHarness.Of((DataStream<string> names) =>
        {
            names.To(new MemorySink<string>(new MemoryStore<string>()), "out");
            return names;
        }));
        Assert.Contains("'out'", error.Message, StringComparison.Ordinal);
    }

    private static OperatorHarness<Order, string> Totals(OperatorHarnessOptions? options = null) => OperatorHarness.Of(
        static (DataStream<Order> orders) => orders.KeyBy(static o => o.Customer).Process(static () => new Total(), "total"), options);

    private static OperatorHarness<Order, string> Windows(OperatorHarnessOptions? options = null) => OperatorHarness.Of(
        static (DataStream<Order> orders) => orders.KeyBy(static o => o.Customer).Window(TumblingWindows.Of(TimeSpan.FromHours(1)))
            .Aggregate(new Sum(), "sums"),
        options);

    private sealed class Total : KeyedProcessFunction<string, Order, string>
    {
        private readonly ValueState<int> _total;

        public Total() => _total = ValueState<int>("total");

        protected internal override void Process(in Order order, KeyedContext<string> context, Collector<string> output)
        {
            if (order.Amount < 0) throw new ArgumentException("negative");
            output.Emit($"{context.Key} {_total.Ref += order.Amount}");
        }
    }

    private sealed class Sum : IWindowAggregate<Order, string, int, string>
    {
        public int Create() => 0;

        public void Add(ref int sum, Order order) => sum += order.Amount;

        public string Result(string key, TimeWindow window, in int sum) => $"{key} {sum}";
    }

    private sealed class TotalInAField : KeyedProcessFunction<string, Order, string>
    {
        private readonly Dictionary<string, int> _totals = [];

        protected internal override void Process(in Order order, KeyedContext<string> context, Collector<string> output) =>
            output.Emit($"{context.Key} {_totals[context.Key] = _totals.GetValueOrDefault(context.Key) + order.Amount}");
    }

    private sealed class Reminder : KeyedProcessFunction<string, string, string>
    {
        protected internal override void Process(in string name, KeyedContext<string> context, Collector<string> output) =>
            context.SetTimer(context.ProcessingTime.AddMinutes(1), TimerClock.ProcessingTime);

        protected internal override void OnTimer(FiredTimer timer, KeyedContext<string> context, Collector<string> output) =>
            output.Emit(context.Key);
    }

    private sealed class Doubled : OperatorActor<Order, Order>
    {
        protected internal override void OnRecord(in Order order, Collector<Order> output) =>
            output.Emit(order with { Amount = order.Amount * 2 });
    }
}
