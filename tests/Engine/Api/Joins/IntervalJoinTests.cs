using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Api.Joins;

public sealed class IntervalJoinTests
{
    private static readonly DateTimeOffset Noon = new(2001, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public readonly record struct Order(int Id, int Minute);

    public readonly record struct Payment(int Order, int Minute);

    [Theory]
    [InlineData(-10, 5, 1)]
    [InlineData(0, 0, 2)]
    [InlineData(3, 8, 3)]
    [InlineData(-8, -3, 1)]
    public void Pairs_within_the_bounds_come_out_once_whatever_their_order(int from, int to, int parallelism)
    {
        var dice = new Random(from + (100 * to));
        var orders = Enumerable.Range(0, 120).Select(_ => new Order(dice.Next(4), dice.Next(60))).ToList();
        var payments = Enumerable.Range(0, 120).Select(_ => new Payment(dice.Next(4), dice.Next(60))).ToList();
        using var harness = Joining(from, to, new OperatorHarnessOptions { Parallelism = parallelism });

        // Each minute's records in some order, and a watermark behind them now and then.
        for (var minute = 0; minute < 60; minute++)
        {
            var (now, turns) = (minute, new List<Action>());
            turns.AddRange(orders.Where(order => order.Minute == now)
                .Select<Order, Action>(order => () => harness.First.Push(order, At(order.Minute))));
            turns.AddRange(payments.Where(payment => payment.Minute == now)
                .Select<Payment, Action>(payment => () => harness.Second.Push(payment, At(payment.Minute))));
            foreach (var turn in turns.OrderBy(_ => dice.Next())) turn();
            if (minute % 7 == 0) harness.Restore(harness.Snapshot());
            harness.First.PushWatermark(At(minute));
            harness.Second.PushWatermark(At(minute));
        }

        var expected = orders.SelectMany(order => payments
            .Where(payment => payment.Order == order.Id && payment.Minute - order.Minute >= from && payment.Minute - order.Minute <= to)
            .Select(payment => new OutputRecord<(Order, Payment)>((order, payment), At(Math.Max(order.Minute, payment.Minute)))));
        Assert.Equal(
            expected.Select(static one => $"{one}").Order(StringComparer.Ordinal), harness.Output.Select(static one => $"{one}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void State_is_let_go_of_when_no_partner_can_come()
    {
        using var harness = Joining(0, 10, new OperatorHarnessOptions());
        var empty = harness.Snapshot().StateBytes;
        harness.First.Push(new Order(1, 0), At(0));
        harness.Second.Push(new Payment(2, 0), At(0));
        var full = harness.Snapshot().StateBytes;
        Assert.True(full > empty);

        // At its bound a record may still find a partner.
        PushWatermarks(harness, At(10));
        Assert.True(harness.Snapshot().StateBytes > empty);
        harness.Second.Push(new Payment(1, 10), At(10));
        Assert.Single(harness.TakeOutput());
        PushWatermarks(harness, At(30));

        Restored(harness);
        Assert.Equal(empty, harness.Snapshot().StateBytes);
    }

    [Fact]
    public void Bounds_beyond_all_time_are_none()
    {
        using var harness = OperatorHarness.Of((DataStream<Order> orders, DataStream<Payment> payments) =>
            orders.KeyBy(static order => order.Id).IntervalJoin(
                payments.KeyBy(static payment => payment.Order), TimeSpan.MinValue, TimeSpan.MaxValue,
                static (order, payment) => (order, payment), "join"));
        harness.First.Push(new Order(1, 500), At(500));
        harness.Second.Push(new Payment(1, 0), At(0));
        PushWatermarks(harness, At(1000));
        harness.First.Push(new Order(1, 2000), At(2000));
        harness.Second.Push(new Payment(1, 3000), At(3000));

        Assert.Equal(
            [(500, 0), (2000, 0), (500, 3000), (2000, 3000)],
            harness.TakeOutput().Select(static pair => (pair.Item1.Minute, pair.Item2.Minute)));
    }

    [Fact]
    public void Late_records_go_aside()
    {
        var (lateOrders, latePayments) = (new SideOutput<Order>("orders"), new SideOutput<Payment>("payments"));
        using var harness = OperatorHarness.Of((DataStream<Order> orders, DataStream<Payment> payments) =>
        {
            var joined = Joined(
                orders, payments, 0, 60, new IntervalJoinOptions<Order, Payment> { LateLeft = lateOrders, LateRight = latePayments });
            return joined.SideOutput(lateOrders).Select(static one => $"{one}")
                .Union(joined.SideOutput(latePayments).Select(static one => $"{one}"));
        });
        harness.First.PushWatermark(At(5));
        harness.Second.PushWatermark(At(5));

        harness.First.PushAll([new Order(1, 4), new Order(1, 5)], static order => At(order.Minute));
        harness.Second.Push(new Payment(1, 3), At(3));

        Assert.Equal([$"{new Order(1, 4)}", $"{new Payment(1, 3)}"], harness.TakeOutput());
        Assert.Equal(2, harness.LateRecords);
    }

    [Fact]
    public void Records_without_event_time_are_refused()
    {
        using var harness = Joining(0, 1, new OperatorHarnessOptions());

        Assert.Contains("WithWatermarks", Assert.Throws<InvalidOperationException>(() => harness.First.Push(new Order(1, 1))).Message,
            StringComparison.Ordinal);
    }

    private static DateTimeOffset At(int minute) => Noon.AddMinutes(minute);

    private static void PushWatermarks(OperatorHarness<Order, Payment, (Order, Payment)> harness, DateTimeOffset watermark)
    {
        harness.First.PushWatermark(watermark);
        harness.Second.PushWatermark(watermark);
    }

    /// <summary>So that the next snapshot is a whole one.</summary>
    private static void Restored(OperatorHarness<Order, Payment, (Order, Payment)> harness) =>
        harness.Restore(harness.Snapshot(), parallelism: 1);

    private static OperatorHarness<Order, Payment, (Order, Payment)> Joining(int from, int to, OperatorHarnessOptions options) =>
        OperatorHarness.Of(
        (DataStream<Order> orders, DataStream<Payment> payments) => Joined(orders, payments, from, to), options);

    private static DataStream<(Order, Payment)> Joined(
        DataStream<Order> orders, DataStream<Payment> payments, int from, int to, IntervalJoinOptions<Order, Payment>? options = null) =>
        orders.KeyBy(static order => order.Id).IntervalJoin(
            payments.KeyBy(static payment => payment.Order), TimeSpan.FromMinutes(from), TimeSpan.FromMinutes(to),
            static (order, payment) => (order, payment), "join", options);
}
