using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators;

public sealed class ConnectedStageTests
{
    private static readonly DateTimeOffset Noon = new(2001, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public readonly record struct Order(int Id, string What);

    public readonly record struct Payment(int Order, int Amount);

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Both_inputs_share_the_state_of_a_key(int parallelism, bool restores)
    {
        using var harness = Paying(new OperatorHarnessOptions { Parallelism = parallelism, RestoreAfterEachCall = restores });

        harness.First.PushAll([new Order(1, "tea"), new Order(2, "cake")], static _ => Noon);
        harness.Second.PushAll([new Payment(2, 5), new Payment(3, 7)], static _ => Noon);
        harness.First.Push(new Order(3, "milk"), Noon);

        Assert.Equal(["cake for 5", "milk for 7"], harness.TakeOutput().Order());
    }

    [Fact]
    public void Timers_of_either_input_fire_at_the_lesser_watermark_of_both()
    {
        using var harness = Paying(new OperatorHarnessOptions());
        harness.First.Push(new Order(1, "tea"), Noon);
        harness.Second.Push(new Payment(2, 5), Noon);

        harness.First.PushWatermark(Noon.AddHours(2));
        Assert.Empty(harness.Output);
        harness.Second.PushWatermark(Noon.AddHours(1));

        Assert.Equal(["1 is open", "2 is open"], harness.TakeOutput().Order());
        Assert.Equal(Noon.AddHours(1), harness.Watermark);
    }

    [Fact]
    public void Functions_without_a_key_get_the_records_of_both_inputs()
    {
        using var harness = OperatorHarness.Of(static (DataStream<Order> orders, DataStream<Payment> payments) =>
            orders.Connect(payments).Process(static () => new Log(), "log"));

        harness.First.Push(new Order(1, "tea"));
        harness.Second.Push(new Payment(1, 3));
        harness.First.Push(new Order(2, "cake"));

        Assert.Equal(["1 tea", "2 paid 3", "3 cake"], harness.TakeOutput());
    }

    [Fact]
    public void Streams_are_keyed_together_as_well()
    {
        using var harness = OperatorHarness.Of(static (DataStream<Order> orders, DataStream<Payment> payments) =>
            orders.Connect(payments).KeyBy(static order => order.Id, static payment => payment.Order).Process(static () => new Pay(), "pay"));

        harness.Second.Push(new Payment(1, 3));
        harness.First.Push(new Order(1, "tea"));

        Assert.Equal(["tea for 3"], harness.TakeOutput());
    }

    private static OperatorHarness<Order, Payment, string> Paying(OperatorHarnessOptions options) => OperatorHarness.Of(
        static (DataStream<Order> orders, DataStream<Payment> payments) => orders.KeyBy(static order => order.Id)
            .Connect(payments.KeyBy(static payment => payment.Order)).Process(static () => new Pay(), "pay"),
        options);

    private sealed class Pay : KeyedConnectedProcessFunction<int, Order, Payment, string>
    {
        private readonly ValueState<Order> _order;
        private readonly ValueState<Payment> _payment;

        internal Pay() => (_order, _payment) = (ValueState<Order>("order"), ValueState<Payment>("payment"));

        protected internal override void ProcessFirst(in Order record, KeyedContext<int> context, Collector<string> output)
        {
            _order.Set(record);
            Settle(context, output);
        }

        protected internal override void ProcessSecond(in Payment record, KeyedContext<int> context, Collector<string> output)
        {
            _payment.Set(record);
            Settle(context, output);
        }

        protected internal override void OnTimer(FiredTimer timer, KeyedContext<int> context, Collector<string> output)
        {
            if (!_order.Exists || !_payment.Exists) output.Emit($"{context.Key} is open");
        }

        private void Settle(KeyedContext<int> context, Collector<string> output)
        {
            if (_order.TryGet(out var order) && _payment.TryGet(out var payment)) output.Emit($"{order.What} for {payment.Amount}");
            else context.SetTimer(Noon.AddMinutes(10));
        }
    }

    private sealed class Log : ConnectedProcessFunction<Order, Payment, string>
    {
        private readonly OperatorListState<int> _seen;

        internal Log() => _seen = OperatorListState<int>("seen");

        protected internal override void ProcessFirst(in Order record, ProcessContext context, Collector<string> output) =>
            Add(record.What, output);

        protected internal override void ProcessSecond(in Payment record, ProcessContext context, Collector<string> output) =>
            Add($"paid {record.Amount}", output);

        private void Add(string what, Collector<string> output)
        {
            _seen.Add(_seen.Count + 1);
            output.Emit($"{_seen.Count} {what}");
        }
    }
}
