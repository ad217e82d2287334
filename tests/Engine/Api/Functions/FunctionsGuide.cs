using System.Diagnostics.Metrics;

namespace ActorStream.Tests.Engine.Api.Functions;

// The code of docs/functions-and-joins.md: as it stands there, but that overrides are internal as well here, where the engine's insides are
// seen.

public sealed record Order(int Id, decimal Amount = 1, string Product = "", string Customer = "");

public sealed record Payment(int OrderId, decimal Amount);

public sealed record Paid(int Id, decimal Amount);

public sealed record Login(string User, bool Succeeded, DateTimeOffset Time);

public sealed record Parcel(int Id, string Event);

public sealed record Quote(string Product, decimal Amount);

public sealed class Check : ProcessFunction<Order, Order>
{
    public static readonly SideOutput<Order> Rejected = new("rejected");

    protected internal override void Process(in Order order, ProcessContext context, Collector<Order> output)
    {
        if (order.Amount > 0) output.Emit(order);
        else context.Emit(Rejected, order);
    }
}

public sealed class Pay : KeyedConnectedProcessFunction<int, Order, Payment, Paid>
{
    private readonly ValueState<Order> _order;

    public Pay() => _order = ValueState<Order>("order");

    protected internal override void ProcessFirst(in Order order, KeyedContext<int> context, Collector<Paid> output)
    {
        _order.Set(order);
        context.SetTimer(context.EventTime!.Value.AddHours(1));
    }

    protected internal override void ProcessSecond(in Payment payment, KeyedContext<int> context, Collector<Paid> output)
    {
        if (_order.TryGet(out var order)) output.Emit(new Paid(order.Id, payment.Amount));
    }

    protected internal override void OnTimer(FiredTimer timer, KeyedContext<int> context, Collector<Paid> output) => _order.Clear();
}

public sealed class Count : ProcessFunction<Order, Order>
{
    private Counter<long> _orders = null!;

    protected internal override ValueTask OpenAsync(FunctionContext context, CancellationToken cancellation)
    {
        _orders = context.Meter.CreateCounter<long>("orders");
        return ValueTask.CompletedTask;
    }

    protected internal override void Process(in Order order, ProcessContext context, Collector<Order> output)
    {
        _orders.Add(1);
        output.Emit(order);
    }
}

/// <summary>A service, and a table.</summary>
internal sealed class Outside
{
    internal ValueTask<decimal> AskAsync(string product, CancellationToken cancellation) =>
        cancellation.IsCancellationRequested
            ? ValueTask.FromCanceled<decimal>(cancellation)
            : ValueTask.FromResult((decimal)product.Length);

    internal ValueTask<string?> FindAsync(string customer, CancellationToken cancellation) =>
        cancellation.IsCancellationRequested
            ? ValueTask.FromCanceled<string?>(cancellation)
            : ValueTask.FromResult(customer == "" ? null : customer);
}

internal static class FunctionsGuide
{
    internal static readonly SideOutput<int> Lost = new("lost");

    internal static (DataStream<Order> Accepted, DataStream<Order> Rejected) Checked(DataStream<Order> orders)
    {
        var accepted = orders.Process(() => new Check(), uid: "check");
        var rejected = accepted.SideOutput(Check.Rejected);
        return (accepted, rejected);
    }

    internal static DataStream<Paid> Paying(DataStream<Order> orders, DataStream<Payment> payments)
    {
        var paid = orders.KeyBy(order => order.Id).Connect(payments.KeyBy(payment => payment.OrderId)).Process(() => new Pay(), uid: "pay");
        return paid;
    }

    internal static DataStream<Order> Priced(DataStream<Order> orders, Outside prices)
    {
        var priced = orders.SelectAsync(
            async (order, cancellation) => order with { Amount = await prices.AskAsync(order.Product, cancellation) },
            uid: "price",
            new AsyncOptions { Capacity = 50, Timeout = TimeSpan.FromSeconds(5), Retry = new AsyncRetry { Attempts = 3 } });
        return priced;
    }

    internal static DataStream<string> Named(DataStream<Order> orders, Outside customers)
    {
        var named = orders.LookupJoin(
            (order, cancellation) => customers.FindAsync(order.Customer, cancellation),
            (order, customer) => $"{order.Id} of {customer ?? "somebody"}",
            uid: "customers");
        return named;
    }

    internal static DataStream<Paid> PaidInTime(DataStream<Order> orders, DataStream<Payment> payments)
    {
        var paidInTime = orders.KeyBy(order => order.Id).IntervalJoin(
            payments.KeyBy(payment => payment.OrderId),
            from: TimeSpan.Zero,
            to: TimeSpan.FromHours(1),
            (order, payment) => new Paid(order.Id, payment.Amount),
            uid: "paid-in-time");
        return paidInTime;
    }

    internal static DataStream<string> Broken(DataStream<Login> logins)
    {
        var broken = logins.KeyBy(login => login.User)
            .Match(Pattern.Begin<Login>("failed").Where(login => !login.Succeeded).Times(3).Consecutive()
                .Next("succeeded").Where(login => login.Succeeded)
                .Within(TimeSpan.FromMinutes(10)))
            .Select(match => match["succeeded"][0].User, uid: "broken");
        return broken;
    }

    internal static DataStream<int> Silent(DataStream<Parcel> parcels)
    {
        var silent = parcels.KeyBy(parcel => parcel.Id)
            .Match(Pattern.Begin<Parcel>("seen").Where(parcel => parcel.Event != "arrived")
                .NotFollowedBy("again")
                .Within(TimeSpan.FromDays(3)))
            .Select(match => match["seen"][0].Id, uid: "silent");
        return silent;
    }

    internal static DataStream<int> Rises(DataStream<Quote> quotes)
    {
        var rises = quotes.KeyBy(quote => quote.Product)
            .Match(Pattern.Begin<Quote>("from")
                .Next("up").Where((quote, match) => quote.Amount > match.Records.Last().Amount).OneOrMore().Consecutive().Greedy()
                .Next("down")
                .SkipToLast("up"))
            .Select(match => match["up"].Count, uid: "rises");
        return rises;
    }

    internal static (DataStream<int> Shipped, DataStream<int> Lost) Shipping(DataStream<Parcel> parcels)
    {
        var shipped = parcels.KeyBy(parcel => parcel.Id)
            .Match(Pattern.Begin<Parcel>("sent").Where(parcel => parcel.Event == "sent")
                .FollowedBy("arrived").Where(parcel => parcel.Event == "arrived")
                .Within(TimeSpan.FromDays(3)))
            .Select(match => match["arrived"][0].Id, Lost, partial => partial["sent"][0].Id, uid: "shipped");
        var lost = shipped.SideOutput(Lost);
        return (shipped, lost);
    }
}
