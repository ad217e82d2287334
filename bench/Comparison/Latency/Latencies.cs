using System.Diagnostics;

namespace ActorStream.Bench.Comparison;

/// <summary>How late events reach the end, those of a warm-up left out. Used by one thread; several are added up.</summary>
internal sealed class Latencies(long from)
{
    internal Histogram Histogram { get; } = new();

    internal void Take(long due)
    {
        if (due >= from) Histogram.Record(Stopwatch.GetTimestamp() - due);
    }
}

/// <summary>All latencies of a run.</summary>
internal sealed class LatencyRun(TimeSpan warmUp)
{
    private readonly long _from = Stopwatch.GetTimestamp() + (long)(warmUp.TotalSeconds * Stopwatch.Frequency);
    private readonly Histogram _all = new();

    /// <summary>For one thread.</summary>
    internal Latencies NewPart() => new(_from);

    internal void Add(Latencies part)
    {
        lock (_all) _all.Add(part.Histogram);
    }

    internal Outcome Outcome() => new(null, new Dictionary<string, double>
    {
        ["p50"] = Milliseconds(0.5),
        ["p99"] = Milliseconds(0.99),
        ["p99.9"] = Milliseconds(0.999),
        ["p99.99"] = Milliseconds(0.9999),
        ["most"] = Milliseconds(1),
        ["events"] = _all.Count,
    });

    private double Milliseconds(double share) => _all.Percentile(share) * 1000.0 / Stopwatch.Frequency;
}

/// <summary>The engine's operator: adds each value to its key's sum, and emits when the event was due.</summary>
internal sealed class DueSum : KeyedProcessFunction<long, DueEvent, long>
{
    private readonly ValueState<long> _sum;

    public DueSum() => _sum = ValueState<long>("sum");

    protected internal override void Process(in DueEvent record, KeyedContext<long> context, Collector<long> output)
    {
        _sum.Ref += record.Value;
        output.Emit(record.Due);
    }
}

/// <summary>The end of the engine's job.</summary>
internal sealed class LatencyFunction(LatencyRun run) : ProcessFunction<long, long>
{
    private readonly Latencies _latencies = run.NewPart();

    protected internal override void Process(in long record, ProcessContext context, Collector<long> output) => _latencies.Take(record);

    protected internal override ValueTask CloseAsync()
    {
        run.Add(_latencies);
        return ValueTask.CompletedTask;
    }
}
