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

    /// <summary>
    /// Merges a value into what is there by the <see cref="ReducingStateDescriptor{T}.Merge"/> that the state was bound with, or answers
    /// <c>false</c> where the backend leaves that to the caller. Asked only if there is such a merge.
    /// </summary>
    public virtual bool TryMerge(in T value) => false;
}
