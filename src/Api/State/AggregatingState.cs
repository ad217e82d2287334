using System.Diagnostics.CodeAnalysis;

namespace ActorStream;

/// <summary>
/// Folds what is added into an accumulator, and the accumulator into a result when it is asked for. Shared by all keys: must have no state
/// of its own.
/// </summary>
/// <typeparam name="TIn">What is added.</typeparam>
/// <typeparam name="TAcc">The accumulator, kept in state. Use a <c>record struct</c>: it is updated in place.</typeparam>
/// <typeparam name="TOut">The result.</typeparam>
public interface IAggregate<in TIn, TAcc, out TOut>
{
    /// <summary>An accumulator of nothing.</summary>
    TAcc Create();

    /// <summary>Adds one value, in place.</summary>
    void Add(ref TAcc acc, TIn value);

    /// <summary>What the accumulator stands for.</summary>
    TOut Result(in TAcc acc);
}

/// <summary>One accumulator per key, that values are added to and a result is read from: an average, a sketch.</summary>
/// <remarks>
/// <para><b>Time to live.</b> <see cref="Add"/> is a write, <see cref="TryGet"/> a read.</para>
/// </remarks>
/// <inheritdoc cref="KeyedState{TEntry}"/>
/// <typeparam name="TIn">What is added.</typeparam>
/// <typeparam name="TAcc">The accumulator, kept in state: any type that the engine serializes by its public shape, or with its own
/// serializer.</typeparam>
/// <typeparam name="TOut">The result.</typeparam>
public sealed class AggregatingState<TIn, TAcc, TOut> : KeyedState<TOut>
{
    private readonly ValueStateDescriptor<TAcc> _descriptor;
    private readonly IAggregate<TIn, TAcc, TOut> _aggregate;
    private ValueStore<TAcc>? _store;

    internal AggregatingState(ValueStateDescriptor<TAcc> descriptor, IAggregate<TIn, TAcc, TOut> aggregate)
        : base(descriptor) => (_descriptor, _aggregate) = (descriptor, aggregate);

    /// <summary>Whether anything was added for the current key.</summary>
    public bool Exists => Store.Exists;

    private ValueStore<TAcc> Store => _store ?? ThrowNotOpen<ValueStore<TAcc>>();

    /// <summary>Adds a value to the current key's accumulator.</summary>
    public void Add(TIn value)
    {
        ref var acc = ref Store.GetOrAdd(out var added);
        if (added)
        {
            acc = _aggregate.Create();
        }

        _aggregate.Add(ref acc, value);
    }

    /// <summary>The result of what was added; answers <c>false</c> if that is nothing.</summary>
    public bool TryGet([MaybeNullWhen(false)] out TOut result)
    {
        var exists = Store.TryGet(out var acc);
        result = exists ? _aggregate.Result(acc!) : default;
        return exists;
    }

    /// <summary>Forgets what was added for the current key.</summary>
    public void Clear() => Store.Remove();

    internal void Bind(ValueStore<TAcc> store) => _store = store;

    internal override void OnExpired(Action<TOut> handler) => _descriptor.Expired = acc => handler(_aggregate.Result(acc));
}
