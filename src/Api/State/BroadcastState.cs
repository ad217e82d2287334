using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ActorStream;

/// <summary>
/// A map that is the same in every subtask of an operator: the rules, prices or features that a broadcast stream brings. Declared in the
/// constructor of a broadcast process function; read wherever that function runs, and written where it handles a broadcast record, through
/// <see cref="BroadcastContext"/>.
/// </summary>
/// <remarks>
/// <para><b>Why only there.</b> Each subtask handles every broadcast record, but only its own part of the other stream: what the latter
/// wrote would make the maps differ. For the same reason what is written must follow from the broadcast records alone. Values are shared by
/// all that read them: replace them, do not change them.</para>
/// <para><b>Order.</b> Broadcast records that come from several subtasks reach each receiver in an order of its own. Either the last state
/// does not depend on it (each key is written by one sender, or the newest of two versions wins), or the operator before
/// <see cref="DataStream{T}.Broadcast"/> has one subtask.</para>
/// <para><b>Delivery and size.</b> As <see cref="OperatorListState{T}"/>; a checkpoint holds it once, and every subtask restores it.</para>
/// <para><b>Errors.</b> <see cref="InvalidOperationException"/> before the operator opened.</para>
/// </remarks>
/// <typeparam name="TMapKey">What entries are found by: a type that may be a key of a stream.</typeparam>
/// <typeparam name="T">The value type: any type that the engine serializes by its public shape, or with its own serializer.</typeparam>
public sealed class BroadcastState<TMapKey, T> : IReadOnlyCollection<KeyValuePair<TMapKey, T>>
    where TMapKey : notnull
{
    private Dictionary<TMapKey, T>? _entries;

    internal BroadcastState(BroadcastStateDescriptor<TMapKey, T> descriptor) => Descriptor = descriptor;

    /// <summary>Its name.</summary>
    public string Name => Descriptor.Name;

    /// <summary>How many entries it has.</summary>
    public int Count => Entries.Count;

    /// <summary>The keys, in no order.</summary>
    public IEnumerable<TMapKey> Keys => Entries.Keys;

    /// <summary>The values, in no order.</summary>
    public IEnumerable<T> Values => Entries.Values;

    internal BroadcastStateDescriptor<TMapKey, T> Descriptor { get; }

    internal Dictionary<TMapKey, T> Entries => _entries ?? throw OperatorStateErrors.NotOpen(Name);

    /// <summary>Whether the key has an entry.</summary>
    public bool ContainsKey(TMapKey key) => Entries.ContainsKey(key);

    /// <summary>Reads a key's value; answers <c>false</c> if there is none.</summary>
    public bool TryGet(TMapKey key, [MaybeNullWhen(false)] out T value) => Entries.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<TMapKey, T>> GetEnumerator() => Entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The operator opens: there is nothing in it yet.</summary>
    internal void Open() => _entries = [];
}
