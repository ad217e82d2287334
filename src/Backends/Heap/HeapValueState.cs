using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>A state of one value per key: the table's entry of the backend's current key.</summary>
internal sealed class HeapValueState<TKey, T>(
    StateKind kind, string name, KeyedStateBackend<TKey> backend, ValueTable<TKey, T> table, Codec<T> values) : ValueStore<T>, IHeapState<TKey>
{
    private readonly PagedTable<TKey, T>? _direct = table.Direct;

    public StateKind Kind { get; } = kind;

    public string Name { get; } = name;

    public Schema Schema => values.Schema;

    public override bool Exists => !Unsafe.IsNullRef(in table.Find(backend.HashFor(Name), backend.CurrentKey));

    public override ref T GetOrAdd(out bool added)
    {
        if (_direct is { } direct)
        {
            ref T near = ref direct.Near(backend.CurrentNear, in backend.CurrentKey);
            if (!Unsafe.IsNullRef(ref near))
            {
                added = false;
                return ref near;
            }
        }

        return ref Search(out added);
    }

    public override bool TryGet([MaybeNullWhen(false)] out T value)
    {
        ref readonly var found = ref table.Find(backend.HashFor(Name), backend.CurrentKey);
        var exists = !Unsafe.IsNullRef(in found);
        value = exists ? found : default;
        return exists;
    }

    public override bool Remove() => table.Remove(backend.HashFor(Name), backend.CurrentKey);

    public IEnumerable<(long Namespace, FrozenEntries Entries)> Freeze(long since) => [(0, table.Freeze(since))];

    public KeyCursor<TKey> Keys() => table.Keys();

    public IEntryLoader<TKey> LoaderOf(Schema written) => new Loader(table, values.ReadingAs(written, Name));

    public void Dispose() => table.Dispose();

    /// <summary>
    /// Apart from the path above, and always compiled alike: the compiler sees most keys come for the first time while it learns what is hot, and would else lay
    /// out the caller's loop for that.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private ref T Search(out bool added)
    {
        var hash = backend.HashFor(Name);
        if (_direct is { } direct)
        {
            return ref direct.GetOrAdd(hash, in backend.CurrentKey, out added);
        }

        return ref table.GetOrAdd(hash, in backend.CurrentKey, out added);
    }

    private sealed class Loader(ValueTable<TKey, T> table, Codec<T> values) : IEntryLoader<TKey>
    {
        private T[] _values = [];

        public void Expect(long @namespace, long entries) => table.Reserve(entries, atOnce: true);

        public int LoadAll(long @namespace, EntryBlock<TKey> block) =>
            block.TryRead(values, ref _values) ? table.Load(block.Hashes, block.Keys, _values) : -1;

        public bool TryLoad(long @namespace, ulong hash, in TKey key, RecordReader value)
        {
            ref var entry = ref table.GetOrAdd(hash, key, out var added);
            entry = values.Read(value);
            return added;
        }

        public void Remove(long @namespace, ulong hash, in TKey key) => table.Remove(hash, key);
    }
}
