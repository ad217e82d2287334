using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>A value state: the entry of the backend's current key.</summary>
internal sealed class RocksDbValueState<TKey, T>(StateKind kind, string name, KeyedStateBackend<TKey> backend, StoredTable<TKey, T> table)
    : ValueStore<T>, IRocksDbState<TKey>
{
    public StateKind Kind { get; } = kind;

    public string Name { get; } = name;

    public Schema Schema => table.Column.Values.Schema;

    public override bool Exists => table.Exists(backend.HashFor(Name), backend.CurrentKey);

    public override ref T GetOrAdd(out bool added) => ref table.GetOrAdd(backend.HashFor(Name), backend.CurrentKey, out added);

    public override bool TryGet([MaybeNullWhen(false)] out T value)
    {
        ref readonly var found = ref table.Find(backend.HashFor(Name), backend.CurrentKey);
        var exists = !Unsafe.IsNullRef(in found);
        value = exists ? found : default;
        return exists;
    }

    public override bool Remove() => table.Remove(backend.HashFor(Name), backend.CurrentKey);

    public void Opened(bool hasStored) => table.Column.HasStored = hasStored;

    public void Prepare(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes) => table.Prepare(keys, hashes);

    public void Freeze(DatabaseCut cut) => table.Cache.Freeze(cut);

    public KeyCursor<TKey> Keys() => new StoredTableCursor<TKey, T>(table, backend.Range);

    public IEntryLoader<TKey> LoaderOf(Schema written) => new Loader(table.Column, table.Column.Values.ReadingAs(written, Name));

    private sealed class Loader(StoredColumn<TKey, T> column, Codec<T> values) : IEntryLoader<TKey>
    {
        public bool TryLoad(long @namespace, ulong hash, in TKey key, RecordReader value)
        {
            column.WillStore();
            column.Put(column.Batch, hash, key, values.Read(value));
            column.Store.FlushWhenLarge();
            return true;
        }

        public void Remove(long @namespace, ulong hash, in TKey key) => column.Delete(column.Batch, hash, key);
    }
}
