using System.Diagnostics.CodeAnalysis;

namespace ActorStream;

/// <summary>
/// One value per key, of the key whose record or timer is being handled. Declared in the constructor of a stateful function and used
/// from its handlers.
/// </summary>
/// <remarks>
/// <para><b>Updating.</b> Structs are updated in place through <see cref="GetOrAdd"/> or <see cref="Ref"/>: prefer a
/// <c>record struct</c> to a record class that is replaced each time. A reference stays valid until the next call on any state of
/// this function; do not keep it. An object that <see cref="TryGet"/> answered and that was changed must be <see cref="Set"/> again.</para>
/// <para><b>Time to live.</b> <see cref="GetOrAdd"/>, <see cref="Ref"/> and <see cref="Set"/> are writes, <see cref="TryGet"/> is a
/// read.</para>
/// </remarks>
/// <inheritdoc cref="KeyedState{TEntry}"/>
/// <typeparam name="T">The value type: any type that the engine serializes by its public shape, or with its own serializer.</typeparam>
public sealed class ValueState<T> : KeyedState<T>
{
    private readonly ValueStateDescriptor<T> _descriptor;
    private ValueStore<T>? _store;

    internal ValueState(ValueStateDescriptor<T> descriptor)
        : base(descriptor) => _descriptor = descriptor;

    /// <summary>Whether the current key has a value.</summary>
    public bool Exists => Store.Exists;

    /// <summary>The current key's value, for reading and writing in place; added as <c>default</c> if there was none.</summary>
    public ref T Ref => ref Store.GetOrAdd(out _);

    private ValueStore<T> Store => _store ?? ThrowNotOpen<ValueStore<T>>();

    /// <summary>The current key's value, for reading and writing in place.</summary>
    /// <param name="added">Whether there was none and <c>default</c> was added.</param>
    public ref T GetOrAdd(out bool added) => ref Store.GetOrAdd(out added);

    /// <summary>Reads the current key's value; answers <c>false</c> if there is none.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value) => Store.TryGet(out value);

    /// <summary>Replaces the current key's value.</summary>
    public void Set(in T value) => Store.GetOrAdd(out _) = value;

    /// <summary>Removes the current key's value.</summary>
    public void Clear() => Store.Remove();

    internal void Bind(ValueStore<T> store) => _store = store;

    internal override void OnExpired(Action<T> handler) => _descriptor.Expired = handler;
}
