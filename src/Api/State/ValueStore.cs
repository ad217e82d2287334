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

/// <summary>What a state is bound to before its operator opened.</summary>
internal sealed class UnboundValueStore<T>(string name) : ValueStore<T>
{
    public override bool Exists => throw NotOpen();

    public override ref T GetOrAdd(out bool added) => throw NotOpen();

    public override bool TryGet([MaybeNullWhen(false)] out T value) => throw NotOpen();

    public override bool Remove() => throw NotOpen();

    private InvalidOperationException NotOpen() =>
        new($"State '{name}' was used before its operator opened. State belongs to a key: use it while a record or a timer is handled.");
}
