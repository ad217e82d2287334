using System.Collections;

namespace ActorStream;

/// <summary>
/// A list that belongs to a subtask of an operator and to no key: what a function holds back, positions, counts. Declared in the
/// constructor of a stateful function, used from <see cref="OperatorFunction.OpenAsync"/> on.
/// </summary>
/// <remarks>
/// <para><b>Delivery.</b> The items are part of every checkpoint. After a failure, or at another parallelism, the lists of all subtasks are
/// given out again by their <see cref="Redistribution"/>, in no order across subtasks.</para>
/// <para><b>Size.</b> Items lie in memory, are written while the subtask waits, and travel to the coordinator with each checkpoint. They
/// are few: a checkpoint fails if the operator state of one subtask takes more than <see cref="StateSettings.OperatorStateLimit"/>.</para>
/// <para><b>Threading.</b> Used by its function only.</para>
/// <para><b>Errors.</b> <see cref="InvalidOperationException"/> before the operator opened.</para>
/// </remarks>
/// <typeparam name="T">The item type: any type that the engine serializes by its public shape, or with its own serializer.</typeparam>
public sealed class OperatorListState<T> : IReadOnlyList<T>
{
    private List<T>? _items;

    internal OperatorListState(OperatorListStateDescriptor<T> descriptor) => Descriptor = descriptor;

    /// <summary>Its name.</summary>
    public string Name => Descriptor.Name;

    /// <summary>How many items this subtask has.</summary>
    public int Count => Items.Count;

    internal OperatorListStateDescriptor<T> Descriptor { get; }

    private List<T> Items => _items ?? throw OperatorStateErrors.NotOpen(Name);

    /// <summary>One of the items, in the order in which they were added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none at this index.</exception>
    public T this[int index]
    {
        get => Items[index];
        set => Items[index] = value;
    }

    /// <summary>Adds an item behind the others.</summary>
    public void Add(T item) => Items.Add(item);

    /// <summary>Puts other items in the place of all there are.</summary>
    public void Replace(params IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        List<T> now = [.. items];
        Items.Clear();
        Items.AddRange(now);
    }

    /// <summary>Removes all items.</summary>
    public void Clear() => Items.Clear();

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => Items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The operator opens: there is nothing in it yet.</summary>
    internal void Open() => _items = [];
}
