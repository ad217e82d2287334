using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ActorStream;

/// <summary>
/// A map per key: entries are read, written and restored one by one, so it may be large. Prefer it to a dictionary in a
/// <see cref="ValueState{T}"/>, which is written anew as a whole.
/// </summary>
/// <remarks>
/// <para><b>Updating.</b> An object that was read and changed must be <see cref="Set"/> again.</para>
/// <para><b>Iterating.</b> The map may be changed while it is iterated: entries removed since are not visited, entries added
/// since may or may not be. Iterate before the handler returns: afterwards it is another key's turn, and iterating throws.</para>
/// <para><b>Time to live.</b> Each entry has its own.</para>
/// </remarks>
/// <inheritdoc cref="KeyedState{TEntry}"/>
/// <typeparam name="TMapKey">The map's keys: any type that a stream can be keyed by. Never null.</typeparam>
/// <typeparam name="T">The values: any type that the engine serializes by its public shape, or with its own serializer.</typeparam>
public class MapState<TMapKey, T> : KeyedState<KeyValuePair<TMapKey, T>>, IEnumerable<KeyValuePair<TMapKey, T>>
    where TMapKey : notnull
{
    private readonly MapStateDescriptor<TMapKey, T> _descriptor;
    private MapStore<TMapKey, T>? _store;

    internal MapState(MapStateDescriptor<TMapKey, T> descriptor)
        : base(descriptor) => _descriptor = descriptor;

    /// <summary>Whether the current key has no entries.</summary>
    public bool IsEmpty => Store.IsEmpty;

    private protected MapStore<TMapKey, T> Store => _store ?? ThrowNotOpen<MapStore<TMapKey, T>>();

    /// <summary>The value of a map key; setting it adds or replaces the entry.</summary>
    /// <exception cref="KeyNotFoundException">It is read and there is none.</exception>
    public T this[TMapKey key]
    {
        get => TryGet(key, out var value) ? value : throw new KeyNotFoundException($"Map state '{Name}' has no entry of the key '{key}'.");
        set => Set(key, value);
    }

    /// <summary>Whether there is an entry of that map key. Not a read, as far as a time to live goes.</summary>
    public bool ContainsKey(TMapKey key) => Store.Contains(NotNull(key));

    /// <summary>Reads the value of a map key; answers <c>false</c> if there is none.</summary>
    public bool TryGet(TMapKey key, [MaybeNullWhen(false)] out T value) => Store.TryGet(NotNull(key), out value);

    /// <summary>Adds or replaces the entry of a map key.</summary>
    public void Set(TMapKey key, in T value) => Store.Set(NotNull(key), value);

    /// <summary>Removes the entry of a map key; answers whether there was one.</summary>
    public bool Remove(TMapKey key) => Store.Remove(NotNull(key));

    /// <summary>Removes all entries of the current key.</summary>
    public void Clear() => Store.Clear();

    /// <summary>Iterates all entries; in the order of their keys in a <see cref="SortedMapState{TMapKey, T}"/>, else in any.</summary>
    public IEnumerator<KeyValuePair<TMapKey, T>> GetEnumerator() => Store.Entries(default).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Bind(MapStore<TMapKey, T> store) => _store = store;

    internal override void OnExpired(Action<KeyValuePair<TMapKey, T>> handler) => _descriptor.Expired = handler;

    private static TMapKey NotNull(TMapKey key) => key is not null ? key : throw new ArgumentNullException(nameof(key));
}

/// <summary>
/// A map per key whose entries are in the order of their map keys, so that ranges of it can be iterated: events by time, say.
/// </summary>
/// <inheritdoc cref="MapState{TMapKey, T}"/>
/// <typeparam name="TMapKey"> The map's keys: integers, characters, booleans, enums, decimals, dates and times in their natural order,
/// <see cref="Guid"/>s, and strings in ordinal order. Any other type is an error when the job is built.
/// </typeparam>
/// <typeparam name="T">The values.</typeparam>
public sealed class SortedMapState<TMapKey, T> : MapState<TMapKey, T>
    where TMapKey : notnull
{
    internal SortedMapState(MapStateDescriptor<TMapKey, T> descriptor)
        : base(descriptor)
    {
    }

    /// <summary>The entries of map keys at least <paramref name="from"/> and less than <paramref name="to"/>, in their order.</summary>
    public IEnumerable<KeyValuePair<TMapKey, T>> Range(TMapKey from, TMapKey to) =>
        Store.Entries(default(MapRange<TMapKey>).StartingAt(from).EndingBefore(to));

    /// <summary>The entries of map keys at least <paramref name="from"/>, in their order.</summary>
    public IEnumerable<KeyValuePair<TMapKey, T>> From(TMapKey from) => Store.Entries(default(MapRange<TMapKey>).StartingAt(from));

    /// <summary>The entries of map keys less than <paramref name="to"/>, in their order.</summary>
    public IEnumerable<KeyValuePair<TMapKey, T>> Before(TMapKey to) => Store.Entries(default(MapRange<TMapKey>).EndingBefore(to));
}
