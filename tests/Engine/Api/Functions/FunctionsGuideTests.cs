using System.Diagnostics.Metrics;
using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Api.Functions;

public sealed class FunctionsGuideTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_rejected_goes_aside()
    {
        using var accepted = OperatorHarness.Of(static (DataStream<Order> orders) => FunctionsGuide.Checked(orders).Accepted);
        using var rejected = OperatorHarness.Of(static (DataStream<Order> orders) => FunctionsGuide.Checked(orders).Rejected);
        Order[] input = [new Order(1), new Order(2, 0)];

        accepted.PushAll(input);
        rejected.PushAll(input);

        Assert.Equal([1], accepted.TakeOutput().Select(static order => order.Id));
        Assert.Equal([2], rejected.TakeOutput().Select(static order => order.Id));
    }

    [Fact]
    public void Orders_are_paid_until_their_timer_fires()
    {
        using var harness =
            OperatorHarness.Of((DataStream<Order> orders, DataStream<Payment> payments) => FunctionsGuide.Paying(orders, payments));
        harness.First.Push(new Order(1), Noon);
        harness.Second.Push(new Payment(1, 5), Noon);
        harness.First.PushWatermark(Noon.AddHours(2));
        harness.Second.PushWatermark(Noon.AddHours(2));
        harness.Second.Push(new Payment(1, 6), Noon.AddHours(2));

        Assert.Equal([new Paid(1, 5)], harness.TakeOutput());
    }

    [Fact]
    public void Prices_and_customers_are_asked_for()
    {
        using var priced = OperatorHarness.Of(static (DataStream<Order> orders) => FunctionsGuide.Priced(orders, new Outside()));
        using var named = OperatorHarness.Of(static (DataStream<Order> orders) => FunctionsGuide.Named(orders, new Outside()));

        priced.Push(new Order(1, Product: "tea"));
        named.PushAll([new Order(1, Customer: "ann"), new Order(2)]);

        Assert.Equal(3, Assert.Single(priced.TakeOutput()).Amount);
        Assert.Equal(["1 of ann", "2 of somebody"], named.TakeOutput());
    }

    [Fact]
    public void Parcels_that_nobody_sees_are_told_of()
    {
        using var harness = OperatorHarness.Of(static (DataStream<Parcel> parcels) => FunctionsGuide.Silent(parcels));
        harness.Push(new Parcel(1, "sent"), Noon);
        harness.Push(new Parcel(1, "arrived"), Noon.AddDays(2));
        harness.Push(new Parcel(2, "sent"), Noon);
        harness.Push(new Parcel(2, "arrived"), Noon.AddDays(3));
        harness.PushWatermark(Noon.AddDays(9));

        Assert.Equal([2], harness.TakeOutput());
    }

    [Fact]
    public void Rises_are_told_of_as_a_whole()
    {
        using var harness = OperatorHarness.Of(static (DataStream<Quote> quotes) => FunctionsGuide.Rises(quotes));
        var minute = 0;
        foreach (var amount in (decimal[])[1, 2, 3, 2, 5, 1]) harness.Push(new Quote("tea", amount), Noon.AddMinutes(minute++));
        harness.PushWatermark(Noon.AddHours(1));

        Assert.Equal([2, 1], harness.TakeOutput());
    }

    [Fact]
    public void Payments_of_the_hour_are_joined()
    {
        using var harness =
            OperatorHarness.Of((DataStream<Order> orders, DataStream<Payment> payments) => FunctionsGuide.PaidInTime(orders, payments));
        harness.Second.PushAll([new Payment(1, 5), new Payment(1, 6)], static payment => Noon.AddMinutes(payment.Amount == 5 ? 60 : 61));
        harness.First.Push(new Order(1), Noon);

        Assert.Equal([new Paid(1, 5)], harness.TakeOutput());
    }

    [Fact]
    public void Three_failures_and_a_success_are_found()
    {
        using var harness = OperatorHarness.Of(static (DataStream<Login> logins) => FunctionsGuide.Broken(logins));
        bool[] ann = [false, false, false, true], bob = [false, false, true, false, true];
        harness.PushAll(ann.Select(static (one, i) => new Login("ann", one, Noon.AddMinutes(i))), static login => login.Time);
        harness.PushAll(bob.Select(static (one, i) => new Login("bob", one, Noon.AddMinutes(i))), static login => login.Time);
        harness.EndInput();

        Assert.Equal(["ann"], harness.TakeOutput());
    }

    [Fact]
    public void Lost_parcels_go_aside()
    {
        using var harness = OperatorHarness.Of(static (DataStream<Parcel> parcels) => FunctionsGuide.Shipping(parcels).Lost);
        harness.PushAll([new Parcel(1, "sent"), new Parcel(2, "sent")], static _ => Noon);
        harness.Push(new Parcel(1, "arrived"), Noon.AddDays(2));
        harness.PushWatermark(Noon.AddDays(4));

        Assert.Equal([new OutputRecord<int>(2, Noon.AddDays(3))], harness.Output);
    }

    [Fact]
    public void Counters_carry_job_operator_and_subtask_and_end_with_the_subtask()
    {
        var (counted, published, ended) = (new List<string>(), 0, 0);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                // Other tests have meters of that name, too.
                if (instrument.Meter.Name != FunctionMeters.Name || !(instrument.Meter.Tags ?? []).Contains(new("operator", "metered")))
                    return;
                published++;
                listener.EnableMeasurementEvents(instrument);
            },
            MeasurementsCompleted = (_, _) => ended++,
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            counted.Add(
                $"{instrument.Name} {value} {string.Join(' ', instrument.Meter.Tags!.Select(static tag => $"{tag.Key}={tag.Value}").Order())}"));
        listener.Start();

        using (var harness = OperatorHarness.Of(static (DataStream<Order> orders) => orders.Process(static () => new Count(), "metered")))
        {
            harness.Push(new Order(1));
            Assert.Equal((1, 0), (published, ended));
        }

        var job = Assert.Single(counted);
        Assert.StartsWith("orders 1 job=", job);
        Assert.EndsWith("operator=metered subtask=0", job);
        Assert.Equal((1, 1), (published, ended));
    }
}
