namespace ActorStream;

internal class LambdaWindowAggregate<TIn, TKey, TAcc, TOut>(
    Func<TAcc> create, WindowAdd<TAcc, TIn> add, WindowResult<TKey, TAcc, TOut> result) : IWindowAggregate<TIn, TKey, TAcc, TOut>
{
    public TAcc Create() => create();

    public void Add(ref TAcc acc, TIn record) => add(ref acc, record);

    public TOut Result(TKey key, TimeWindow window, in TAcc acc) => result(key, window, acc);
}

internal sealed class MergingLambdaWindowAggregate<TIn, TKey, TAcc, TOut>(
    Func<TAcc> create, WindowAdd<TAcc, TIn> add, WindowMerge<TAcc> merge, WindowResult<TKey, TAcc, TOut> result)
    : LambdaWindowAggregate<TIn, TKey, TAcc, TOut>(create, add, result), IWindowMerge<TAcc>
{
    public void Merge(ref TAcc acc, in TAcc other) => merge(ref acc, other);
}

/// <summary>What some records were reduced to.</summary>
/// <param name="Any">Whether there were any.</param>
/// <param name="Value">The one that is left of them.</param>
internal readonly record struct Reduced<T>(bool Any, T Value);

/// <summary>Makes one record of all.</summary>
internal sealed class ReduceAggregate<TKey, T>(Func<T, T, T> reduce) : IWindowAggregate<T, TKey, Reduced<T>, T>, IWindowMerge<Reduced<T>>
{
    public Reduced<T> Create() => default;

    public void Add(ref Reduced<T> acc, T record) => acc = new Reduced<T>(true, acc.Any ? reduce(acc.Value, record) : record);

    public T Result(TKey key, TimeWindow window, in Reduced<T> acc) => acc.Value;

    public void Merge(ref Reduced<T> acc, in Reduced<T> other)
    {
        if (other.Any)
        {
            Add(ref acc, other.Value);
        }
    }
}
