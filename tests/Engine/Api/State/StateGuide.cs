namespace ActorStream.Tests.Engine.Api.State;

// The functions of docs/state.md.

public sealed record Click(string Customer, string Product, DateTimeOffset Time);

public sealed record Reading(string Sensor, double Value, DateTimeOffset Time);

/// <summary>Emits how often the customer has clicked on the product by now.</summary>
public sealed class Clicks : KeyedProcessFunction<string, Click, (string Product, int Times)>
{
    private readonly MapState<string, int> _times;

    public Clicks() => _times = MapState<string, int>("times");

    protected internal override void Process(in Click click, KeyedContext<string> context, Collector<(string Product, int Times)> output)
    {
        _times[click.Product] = _times.TryGet(click.Product, out var before) ? before + 1 : 1;
        output.Emit((click.Product, _times[click.Product]));
    }
}

/// <summary>Puts the readings of each sensor into the order of their times.</summary>
public sealed class InOrder : KeyedProcessFunction<string, Reading, Reading>
{
    private readonly SortedMapState<DateTimeOffset, Reading> _waiting;

    public InOrder() => _waiting = SortedMapState<DateTimeOffset, Reading>("waiting");

    protected internal override void Process(in Reading reading, KeyedContext<string> context, Collector<Reading> output)
    {
        _waiting[reading.Time] = reading;
        context.SetTimer(reading.Time);
    }

    protected internal override void OnTimer(FiredTimer timer, KeyedContext<string> context, Collector<Reading> output)
    {
        foreach (var (time, reading) in _waiting.Before(timer.Time.AddTicks(1)))
        {
            output.Emit(reading);
            _waiting.Remove(time);
        }
    }
}

/// <summary>The mean of each sensor's readings.</summary>
public sealed class Means : KeyedProcessFunction<string, Reading, double>
{
    private readonly AggregatingState<double, Mean.Sum, double> _mean;

    public Means() => _mean = AggregatingState("mean", new Mean());

    protected internal override void Process(in Reading reading, KeyedContext<string> context, Collector<double> output)
    {
        _mean.Add(reading.Value);
        _mean.TryGet(out var mean);
        output.Emit(mean);
    }
}

public sealed class Mean : IAggregate<double, Mean.Sum, double>
{
    public Sum Create() => default;

    public void Add(ref Sum acc, double value) => acc = new Sum(acc.Total + value, acc.Count + 1);

    public double Result(in Sum acc) => acc.Total / acc.Count;

    public readonly record struct Sum(double Total, int Count);
}

/// <summary>A visit ends when the customer has not clicked for half an hour.</summary>
public sealed class Visits : KeyedProcessFunction<string, Click, (string Customer, int Clicks)>
{
    private readonly ValueState<int> _clicks;

    public Visits()
    {
        _clicks = ValueState<int>("clicks", ttl: StateTtl.After(TimeSpan.FromMinutes(30)).InEventTime());
        OnExpiry(_clicks, OnVisitEnded);
    }

    protected internal override void Process(
        in Click click, KeyedContext<string> context, Collector<(string Customer, int Clicks)> output) =>
        _clicks.Ref++;

    private static void OnVisitEnded(int clicks, KeyedContext<string> context, Collector<(string Customer, int Clicks)> output) =>
        output.Emit((context.Key, clicks));
}
