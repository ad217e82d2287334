using System.Diagnostics.CodeAnalysis;

namespace ActorStream;

/// <summary>
/// Where a <see cref="MapState{TMapKey, T}"/> finds its entries: implemented by each backend for its current key.
/// </summary>
/// <remarks>
/// Two map keys are one if <see cref="EqualityComparer{T}.Default"/> says so, even if their bytes differ (1.0 and 1.00); the first of them
/// stays. Entries are iterated in the order of their map keys where the type has an order (<c>KeyOrder.Has</c>), else in any. A value that
/// was read and then changed is not known to be changed until it is set; yet a snapshot begun before never shows it.
/// </remarks>
internal abstract class MapStore<TMapKey, T>
{
    public abstract bool IsEmpty { get; }

    public abstract bool Contains(in TMapKey key);

    public abstract bool TryGet(in TMapKey key, [MaybeNullWhen(false)] out T value);

    public abstract void Set(in TMapKey key, in T value);

    public abstract bool Remove(in TMapKey key);

    public abstract bool Clear();

    /// <summary>
    /// Iterates the current key's entries in a range, all but the whole one only of a sorted map. The state may change meanwhile: an entry
    /// removed since is not visited, one added since may or may not be, none is visited twice. Throws once another key is the current one.
    /// </summary>
    public abstract IEnumerable<KeyValuePair<TMapKey, T>> Entries(MapRange<TMapKey> range);
}

/// <summary>Where a <see cref="ListState{T}"/> finds its elements: a map by index, that can be added to at its end.</summary>
internal abstract class ListStore<T> : MapStore<long, T>
{
    /// <summary>Adds behind the last element, at the next index; at 0 if there is none.</summary>
    public abstract void Add(in T value);
}

/// <summary>A list store over elements kept as a map by index.</summary>
internal abstract class ListStoreByIndex<T>(MapStore<long, T> elements) : ListStore<T>
{
    public override bool IsEmpty => elements.IsEmpty;

    public override bool Contains(in long key) => elements.Contains(key);

    public override bool TryGet(in long key, [MaybeNullWhen(false)] out T value) => elements.TryGet(key, out value);

    public override void Set(in long key, in T value) => elements.Set(key, value);

    public override bool Remove(in long key) => elements.Remove(key);

    public override bool Clear() => elements.Clear();

    public override IEnumerable<KeyValuePair<long, T>> Entries(MapRange<long> range) => elements.Entries(range);
}

/// <summary>Map keys from one on, up to another one: each bound may be missing.</summary>
internal readonly record struct MapRange<TMapKey>
{
    public bool HasFrom { get; private init; }

    /// <summary>The first that belongs to it.</summary>
    public TMapKey From { get; private init; }

    public bool HasTo { get; private init; }

    /// <summary>The first behind it.</summary>
    public TMapKey To { get; private init; }

    public MapRange<TMapKey> StartingAt(TMapKey from) => this with { HasFrom = true, From = from };

    public MapRange<TMapKey> EndingBefore(TMapKey to) => this with { HasTo = true, To = to };
}
