using System.Diagnostics.CodeAnalysis;

namespace ActorStream.Backends;

/// <summary>A map state, or the elements of a list state by index: the collection of the backend's current key.</summary>
internal sealed class HeapMapState<TKey, TSub, T>(
    StateKind kind, string name, KeyedStateBackend<TKey> backend, CollectionTable<TKey, TSub, T> table) : MapStore<TSub, T>, IHeapState<TKey>
{
    public StateKind Kind { get; } = kind;

    public string Name { get; } = name;

    public Schema Schema => table.Codec.Schema;

    public override bool IsEmpty => !table.HasAny(backend.HashFor(Name), backend.CurrentKey);

    public override bool Contains(in TSub key) => table.Contains(backend.HashFor(Name), backend.CurrentKey, key);

    public override bool TryGet(in TSub key, [MaybeNullWhen(false)] out T value) =>
        table.TryGet(backend.HashFor(Name), backend.CurrentKey, key, out value);

    public override void Set(in TSub key, in T value) => table.Set(backend.HashFor(Name), backend.CurrentKey, key, value);

    public override bool Remove(in TSub key) => table.Remove(backend.HashFor(Name), backend.CurrentKey, key);

    public override bool Clear() => table.RemoveAll(backend.HashFor(Name), backend.CurrentKey);

    public bool TryGetLast(out TSub key) => table.TryGetLast(backend.HashFor(Name), backend.CurrentKey, out key);

    public override IEnumerable<KeyValuePair<TSub, T>> Entries(MapRange<TSub> range)
    {
        var hash = backend.HashFor(Name);
        var key = backend.CurrentKey;
        var (leaf, index) = table.Next(hash, key, range, isBehind: false, default!);
        while (leaf is not null && table.IsWithin(range, leaf.Keys[index]))
        {
            var sub = leaf.Keys[index];
            var writes = table.Writes;
            yield return new KeyValuePair<TSub, T>(sub, table.ValueAt(hash, key, leaf, index));
            if (backend.CurrentHash != hash)
            {
                throw new InvalidOperationException(
                    $"State '{Name}' was iterated beyond the record or timer that it was read for. "
                    + "Iterate it to the end, or copy it, before the handler returns.");
            }

            if (table.Writes != writes || ++index == leaf.Count)
            {
                (leaf, index) = table.Next(hash, key, range, isBehind: true, sub);
            }
        }
    }

    public IEnumerable<(long Namespace, FrozenEntries Entries)> Freeze(long since) => [(0, table.Freeze(since))];

    public KeyCursor<TKey> Keys() => table.Keys();

    public IEntryLoader<TKey> LoaderOf(Schema written) => new Loader(table, table.Codec.ReadingAs(written, Name));

    public void Dispose() => table.Dispose();

    private sealed class Loader(CollectionTable<TKey, TSub, T> table, Codec<KeyValuePair<TSub, T>> entries) : IEntryLoader<TKey>
    {
        public bool TryLoad(long @namespace, ulong hash, in TKey key, RecordReader value)
        {
            var entry = entries.Read(value);
            return entry.Key is null ? throw value.Malformed("an entry has no key") : table.Set(hash, key, entry.Key, entry.Value);
        }

        public void Remove(long @namespace, ulong hash, in TKey key) => table.RemoveAll(hash, key);
    }
}

/// <summary>A list state: elements by index, ascending.</summary>
internal sealed class HeapListStore<TKey, T>(HeapMapState<TKey, long, T> elements) : ListStoreByIndex<T>(elements)
{
    public override void Add(in T value) => elements.Set(elements.TryGetLast(out var last) ? last + 1 : 0, value);
}
