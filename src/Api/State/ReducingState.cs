using System.Diagnostics.CodeAnalysis;

namespace ActorStream;

/// <summary>One value per key, reduced from all that were added: a sum, a maximum, the newest.</summary>
/// <remarks>
/// <para><b>Time to live.</b> <see cref="Add"/> is a write, <see cref="TryGet"/> a read.</para>
/// </remarks>
/// <inheritdoc cref="KeyedState{TEntry}"/>
/// <typeparam name="T">The values: any type that the engine serializes by its public shape, or with its own serializer.</typeparam>
public sealed class ReducingState<T> : KeyedState<T>
{
    private readonly ReducingStateDescriptor<T> _descriptor;
    private ValueStore<T>? _store;

    internal ReducingState(ReducingStateDescriptor<T> descriptor)
        : base(descriptor) => _descriptor = descriptor;

    /// <summary>Whether anything was added for the current key.</summary>
    public bool Exists => Store.Exists;

    private ValueStore<T> Store => _store ?? ThrowNotOpen<ValueStore<T>>();

    /// <summary>Adds a value: the first is kept as it is, any other is reduced with what is there.</summary>
    public void Add(T value)
    {
        ref var reduced = ref Store.GetOrAdd(out var added);
        reduced = added ? value : _descriptor.Reduce(reduced, value);
    }

    /// <summary>Reads what the added values were reduced to; answers <c>false</c> if there were none.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value) => Store.TryGet(out value);

    /// <summary>What the added values were reduced to; <paramref name="otherwise"/> if there were none.</summary>
    public T? GetOrDefault(T? otherwise = default) => Store.TryGet(out var value) ? value : otherwise;

    /// <summary>Forgets what was added for the current key.</summary>
    public void Clear() => Store.Remove();

    internal void Bind(ValueStore<T> store) => _store = store;

    internal override void OnExpired(Action<T> handler) => _descriptor.Expired = handler;
}

/// <summary>Reductions for a <see cref="ReducingState{T}"/>.</summary>
public static class Reducers
{
    /// <summary>The sum of 64-bit integers; wraps around at overflow.</summary>
    public static Func<long, long, long> Sum { get; } = static (sum, value) => unchecked(sum + value);
}
