namespace ActorStream.Tests.Engine.Guides;

// The code of docs/from-flink.md and docs/from-kafka-streams.md.

public readonly record struct Reading(string Sensor, double Temperature, DateTimeOffset Time);

public readonly record struct Payment(string Account, decimal Amount);

public readonly record struct Total(string Account, decimal Amount);

public sealed class MeanTemperature : IWindowAggregate<Reading, string, MeanTemperature.Sum, double>, IWindowMerge<MeanTemperature.Sum>
{
    public Sum Create() => default;

    public void Add(ref Sum acc, Reading reading) => acc = new Sum(acc.Total + reading.Temperature, acc.Count + 1);

    public double Result(string sensor, TimeWindow window, in Sum acc) => acc.Total / acc.Count;

    public void Merge(ref Sum acc, in Sum other) => acc = new Sum(acc.Total + other.Total, acc.Count + other.Count);

    public readonly record struct Sum(double Total, int Count);
}

public sealed class Totals : KeyedProcessFunction<string, Payment, Total>
{
    private readonly ValueState<decimal> _total;

    public Totals() => _total = ValueState<decimal>("total");

    protected internal override void Process(in Payment payment, KeyedContext<string> context, Collector<Total> output)
    {
        ref var total = ref _total.Ref;
        total += payment.Amount;
        output.Emit(new Total(payment.Account, total));
    }
}

internal static class ComingFrom
{
    internal static DataStream<double> Flink(DataStream<Reading> readings)
    {
        var means = readings
            .WithWatermarks(reading => reading.Time, outOfOrder: TimeSpan.FromSeconds(20))
            .KeyBy(reading => reading.Sensor)
            .Window(SlidingWindows.Of(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1)))
            .Aggregate(new MeanTemperature(), uid: "means");
        return means;
    }

    internal static DataStream<Total> KafkaStreams(DataStream<Payment> payments)
    {
        var totals = payments
            .KeyBy(payment => payment.Account)
            .Process(() => new Totals(), uid: "totals");
        return totals;
    }
}
