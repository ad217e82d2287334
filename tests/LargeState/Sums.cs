namespace ActorStream.Tests.LargeState;

/// <summary>What all records of a key come to.</summary>
public readonly record struct KeySum(long Key, long Sum);

/// <summary>What all keys of a bucket come to: any key lost, doubled or with another sum shows.</summary>
public readonly record struct BucketRow(int Bucket, long Keys, long Total, ulong Check)
{
    internal const int Buckets = 1000;

    internal static int Of(long key) => (int)(key % Buckets);

    internal BucketRow With(KeySum key) =>
        new(Of(key.Key), Keys + 1, Total + key.Sum, Check ^ unchecked((ulong)((key.Key * 8191) + key.Sum + 1) * 0x9E3779B97F4A7C15));
}

/// <summary>Keeps each key's sum and emits it at its last record.</summary>
internal sealed class SumByKey : KeyedProcessFunction<long, Number, KeySum>
{
    private readonly ValueState<(int Records, long Sum)> _state;

    public SumByKey() => _state = ValueState<(int Records, long Sum)>("sum");

    protected override void Process(in Number record, KeyedContext<long> context, Collector<KeySum> output)
    {
        ref var state = ref _state.Ref;
        state.Records++;
        state.Sum += record.Value;
        if (state.Records == Numbers.Rounds) output.Emit(new KeySum(record.Key, state.Sum));
    }
}

/// <summary>Emits a bucket once it has all its keys.</summary>
internal sealed class SumByBucket : KeyedProcessFunction<int, KeySum, BucketRow>
{
    private readonly long _keys;
    private readonly ValueState<BucketRow> _state;

    public SumByBucket(long keys)
    {
        _keys = keys;
        _state = ValueState<BucketRow>("bucket");
    }

    protected override void Process(in KeySum record, KeyedContext<int> context, Collector<BucketRow> output)
    {
        ref var row = ref _state.Ref;
        row = row.With(record);
        if (row.Keys == KeysOf(context.Key)) output.Emit(row);
    }

    private long KeysOf(int bucket) => (_keys - bucket + BucketRow.Buckets - 1) / BucketRow.Buckets;
}
