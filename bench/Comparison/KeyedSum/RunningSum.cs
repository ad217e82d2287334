namespace ActorStream.Bench.Comparison;

/// <summary>The engine's operator: adds each value to its key's sum and emits the sum.</summary>
internal sealed class RunningSum : KeyedProcessFunction<long, Event, long>
{
    private readonly ValueState<long> _sum;

    public RunningSum() => _sum = ValueState<long>("sum");

    protected internal override void Process(in Event record, KeyedContext<long> context, Collector<long> output)
    {
        ref var sum = ref _sum.Ref;
        sum += record.Value;
        output.Emit(sum);
    }
}
