namespace ActorStream.Tests.Allocation;

/// <summary>Adds each value to its key's sum and emits the sum.</summary>
internal sealed class Sum : KeyedProcessFunction<long, Event, long>
{
    private readonly ValueState<long> _sum;

    public Sum() => _sum = ValueState<long>("sum");

    protected override void Process(in Event record, KeyedContext<long> context, Collector<long> output)
    {
        ref var sum = ref _sum.Ref;
        sum += record.Value;
        output.Emit(sum);
    }
}
