namespace ActorStream.Tests.Engine.Api.Windows;

// The code of docs/time-and-windows.md.

public sealed record Click(string User, string Page, DateTimeOffset Time, bool IsLast = false);

public sealed record Order(string Id, string Customer, decimal Amount, DateTimeOffset Time);

public sealed record Payment(string OrderId, decimal Amount);

public sealed class Mean : IWindowAggregate<Order, string, Mean.Sum, string>, IWindowMerge<Mean.Sum>
{
    public Sum Create() => default;

    public void Add(ref Sum acc, Order order) => acc = new Sum(acc.Total + order.Amount, acc.Count + 1);

    public string Result(string customer, TimeWindow window, in Sum acc) => $"{customer} {window.End:HH:mm} {acc.Total / acc.Count}";

    public void Merge(ref Sum acc, in Sum other) => acc = new Sum(acc.Total + other.Total, acc.Count + other.Count);

    public readonly record struct Sum(decimal Total, int Count);
}

public sealed class Median : WindowFunction<string, Order, string>
{
    private readonly ValueState<decimal> _before;

    public Median() => _before = ValueState<decimal>("before");

    protected internal override void Process(IReadOnlyList<Order> orders, WindowContext<string> context, Collector<string> output)
    {
        var median = orders.Select(order => order.Amount).Order().ElementAt(orders.Count / 2);
        output.Emit($"{context.Key} {context.Window.End:HH:mm} {median} after {_before.Ref}");
        _before.Set(median);
    }
}

public sealed class OnLastClick : WindowTrigger<Click>
{
    protected internal override TriggerResult OnRecord(in Click click, TriggerContext context)
    {
        if (click.IsLast) return TriggerResult.FireAndPurge;
        context.SetTimer(context.Window.End, TimerClock.EventTime);
        return TriggerResult.Continue;
    }

    protected internal override TriggerResult OnTimer(FiredTimer timer, TriggerContext context) => TriggerResult.Fire;
}

internal static class TimeGuide
{
    internal static readonly SideOutput<Order> Late = new("late");

    internal static DataStream<Order> Watermarks(DataStream<Order> orders)
    {
        return
            orders.WithWatermarks(order => order.Time, w => w
                .OutOfOrderBy(TimeSpan.FromSeconds(30))
                .WithIdleness(TimeSpan.FromMinutes(1))
                .WithAlignment(maxDrift: TimeSpan.FromMinutes(10)));
    }

    internal static DataStream<string> Sliding(DataStream<Order> orders)
    {
        var means =
            orders.KeyBy(order => order.Customer)
                .Window(SlidingWindows.Of(size: TimeSpan.FromHours(1), slide: TimeSpan.FromMinutes(1)))
                .Aggregate(new Mean(), uid: "means");
        return means;
    }

    internal static DataStream<string> Days(DataStream<Order> orders)
    {
        var days =
            orders.KeyBy(order => order.Customer)
                .Window(CalendarWindows.Days(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")))
                .Aggregate(new Mean(), uid: "days");
        return days;
    }

    internal static DataStream<string> Medians(DataStream<Order> orders)
    {
        var medians =
            orders.KeyBy(order => order.Customer)
                .Window(TumblingWindows.Of(TimeSpan.FromHours(1)))
                .Process(() => new Median(), uid: "medians");
        return medians;
    }

    internal static (DataStream<string> Means, DataStream<Order> Late) Early(DataStream<Order> orders)
    {
        var means = orders.KeyBy(order => order.Customer)
            .Window(TumblingWindows.Of(TimeSpan.FromHours(1)))
            .Trigger(WindowTrigger.AtEndAndEvery(TimeSpan.FromMinutes(1)))
            .AllowLateness(TimeSpan.FromMinutes(10))
            .LateTo(Late)
            .Aggregate(new Mean(), uid: "means");
        var late = means.SideOutput(Late);
        return (means, late);
    }

    internal static DataStream<int> Visits(DataStream<Click> clicks)
    {
        var visits =
            clicks.KeyBy(click => click.User)
                .Window(SessionWindows.WithGap(TimeSpan.FromMinutes(30)))
                .Trigger(new OnLastClick())
                .Aggregate(
                    create: () => 0,
                    add: (ref int pages, Click _) => pages++,
                    result: (string _, TimeWindow _, in int pages) => pages,
                    uid: "visits",
                    merge: (ref int pages, in int other) => pages += other);
        return visits;
    }

    internal static DataStream<string> Paid(DataStream<Order> orders, DataStream<Payment> payments)
    {
        var paid =
            orders.KeyBy(order => order.Id).Join(payments.KeyBy(payment => payment.OrderId))
                .Window(TumblingWindows.Of(TimeSpan.FromDays(1)))
                .CoGroup((id, day, orders,
                    payments) => (string[])[$"{id} {orders.Sum(order => order.Amount) - payments.Sum(payment => payment.Amount)}"],
                    uid: "open");
        return paid;
    }
}
