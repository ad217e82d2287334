using ActorStream;

namespace Testing;

/// <summary>Adds up each account's payments.</summary>
public sealed class RunningBalance : KeyedProcessFunction<string, Payment, Balance>
{
    private readonly ValueState<int> _number;
    private readonly ValueState<decimal> _total;

    public RunningBalance() => (_number, _total) = (ValueState<int>("number"), ValueState<decimal>("total"));

    protected override void Process(in Payment payment, KeyedContext<string> context, Collector<Balance> output) =>
        output.Emit(new Balance(context.Key, ++_number.Ref, _total.Ref += payment.Amount));
}
