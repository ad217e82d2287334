using System.Diagnostics.CodeAnalysis;

namespace ActorStream;

/// <summary>
/// State that each key has for itself, used for the key whose record or timer is being handled. Declared in the constructor of a function
/// behind a key, by a name that stands for it for life.
/// </summary>
/// <remarks>
/// <para><b>Threading.</b> Used by its function's handlers only.</para>
/// <para><b>Delivery.</b> Part of every checkpoint; after a failure it is what it was at the restored one.</para>
/// <para><b>Errors.</b> <see cref="InvalidOperationException"/> when no record or timer is being handled.</para>
/// </remarks>
/// <typeparam name="TEntry">What expires at a time, where the state has a time to live: a value, or an element of a collection.</typeparam>
public abstract class KeyedState<TEntry>
{
    private protected KeyedState(StateDescriptor descriptor) => Declared = descriptor;

    /// <summary>Its name.</summary>
    public string Name => Declared.Name;

    /// <summary>What was declared.</summary>
    internal StateDescriptor Declared { get; }

    /// <summary>Sets what is called with each entry that expired.</summary>
    internal abstract void OnExpired(Action<TEntry> handler);

    [DoesNotReturn]
    private protected TStore ThrowNotOpen<TStore>() => throw new InvalidOperationException(
        $"State '{Name}' was used before its operator opened. State belongs to a key: use it while a record or a timer is handled.");
}
