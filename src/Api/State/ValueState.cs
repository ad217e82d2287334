using System.Diagnostics.CodeAnalysis;

namespace ActorStream;

/// <summary>
/// One value per key, of the key whose record or timer is being handled. Declared in the constructor of a stateful function and used
/// from its handlers.
/// </summary>
/// <remarks>
/// <para><b>Updating.</b> Structs are updated in place through <see cref="GetOrAdd"/> or <see cref="Ref"/>: prefer a
/// <c>record struct</c> to a record class that is replaced each time. A reference stays valid until the next call on any state of
/// this function; do not keep it.</para>
/// <para><b>Threading.</b> Used by its function's handlers only.</para>
/// <para><b>Delivery.</b> Values are part of every checkpoint; after a failure they are what they were at the restored one.</para>
/// <para><b>Errors.</b> <see cref="InvalidOperationException"/> when no record or timer is being handled.</para>
/// </remarks>
/// <typeparam name="T">The value type: any type that the engine serializes by its public shape, or with its own serializer.</typeparam>
public sealed class ValueState<T>
{
    private ValueStore<T> _store;

    internal ValueState(ValueStateDescriptor<T> descriptor)
    {
        Descriptor = descriptor;
        _store = new UnboundValueStore<T>(descriptor.Name);
    }

    /// <summary>Its name.</summary>
    public string Name => Descriptor.Name;

    /// <summary>Whether the current key has a value.</summary>
    public bool Exists => _store.Exists;

    /// <summary>The current key's value, for reading and writing in place; added as <c>default</c> if there was none.</summary>
    public ref T Ref => ref _store.GetOrAdd(out _);

    internal ValueStateDescriptor<T> Descriptor { get; }

    /// <summary>The current key's value, for reading and writing in place.</summary>
    /// <param name="added">Whether there was none and <c>default</c> was added.</param>
    public ref T GetOrAdd(out bool added) => ref _store.GetOrAdd(out added);

    /// <summary>Reads the current key's value; answers <c>false</c> if there is none.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value) => _store.TryGet(out value);

    /// <summary>Replaces the current key's value.</summary>
    public void Set(in T value) => _store.GetOrAdd(out _) = value;

    /// <summary>Removes the current key's value.</summary>
    public void Clear() => _store.Remove();

    internal void Bind(ValueStore<T> store) => _store = store;
}
