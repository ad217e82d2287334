using System.Diagnostics.CodeAnalysis;

namespace ActorStream;

/// <summary>Where a <see cref="ValueState{T}"/> finds its values: implemented by each backend for its current key.</summary>
internal abstract class ValueStore<T>
{
    public abstract bool Exists { get; }

    /// <summary>The reference is valid until the next call on the same backend.</summary>
    public abstract ref T GetOrAdd(out bool added);

    public abstract bool TryGet([MaybeNullWhen(false)] out T value);

    public abstract bool Remove();
}
