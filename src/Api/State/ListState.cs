using System.Collections;

namespace ActorStream;

/// <summary>
/// A list per key: elements are added, read and restored one by one, so it may be large. Prefer it to a list in a
/// <see cref="ValueState{T}"/>, which is written anew as a whole.
/// </summary>
/// <remarks>
/// <para><b>Iterating.</b> Elements are for reading; to change some, <see cref="Replace"/> them. The list may be changed while it is
/// iterated: elements removed since are not visited. Iterate before the handler returns: afterwards it is another key's turn, and iterating
/// throws.</para>
/// <para><b>Time to live.</b> Each element has its own.</para>
/// </remarks>
/// <inheritdoc cref="KeyedState{TEntry}"/>
/// <typeparam name="T">The elements: any type that the engine serializes by its public shape, or with its own serializer.</typeparam>
public sealed class ListState<T> : KeyedState<T>, IEnumerable<T>
{
    private readonly ListStateDescriptor<T> _descriptor;
    private ListStore<T>? _store;

    internal ListState(ListStateDescriptor<T> descriptor)
        : base(descriptor) => _descriptor = descriptor;

    /// <summary>Whether the current key has no elements.</summary>
    public bool IsEmpty => Store.IsEmpty;

    private ListStore<T> Store => _store ?? ThrowNotOpen<ListStore<T>>();

    /// <summary>Adds an element at the end.</summary>
    public void Add(in T element) => Store.Add(element);

    /// <summary>Adds elements at the end, in their order.</summary>
    public void AddRange(IEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        // What is made from the list as it goes would have no end.
        foreach (var element in elements as IReadOnlyCollection<T> ?? [.. elements])
        {
            Store.Add(element);
        }
    }

    /// <summary>Puts these elements in the place of all that are there. They may be made from the list itself.</summary>
    public void Replace(IEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        List<T> all = [.. elements];
        Store.Clear();
        AddRange(all);
    }

    /// <summary>Removes the elements that the predicate accepts; answers how many.</summary>
    public int RemoveAll(Predicate<T> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var removed = 0;
        foreach (var (index, element) in Store.Entries(default))
        {
            if (predicate(element))
            {
                Store.Remove(index);
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Removes all elements of the current key.</summary>
    public void Clear() => Store.Clear();

    /// <summary>Iterates the current key's elements in the order in which they were added.</summary>
    public IEnumerator<T> GetEnumerator() => Store.Entries(default).Select(static entry => entry.Value).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Bind(ListStore<T> store) => _store = store;

    internal override void OnExpired(Action<T> handler) => _descriptor.Expired = handler;
}
