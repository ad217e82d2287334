namespace ActorStream.Bench.Comparison;

/// <summary>A key's state: 96 bytes, 104 with the key.</summary>
public record struct Account(long Sum, long Count, long Last, long A, long B, long C, long D, long E, long F, long G, long H, long I)
{
    /// <summary>Bytes in a snapshot.</summary>
    internal const int Bytes = 104;
}

/// <summary>The operator: keeps accounts, and tells when the first event was handled.</summary>
internal sealed class Accounts : KeyedProcessFunction<long, Event, long>
{
    private readonly ValueState<Account> _account;
    private readonly Action _handled;
    private bool _isFirstDone;

    internal Accounts(Action handled) => (_account, _handled) = (ValueState<Account>("account"), handled);

    protected internal override void Process(in Event record, KeyedContext<long> context, Collector<long> output)
    {
        ref var account = ref _account.Ref;
        account.Sum += record.Value;
        account.Count++;
        output.Emit(account.Sum);
        if (_isFirstDone) return;
        _isFirstDone = true;
        _handled();
    }
}
