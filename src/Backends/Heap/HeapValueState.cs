using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>A value state: the table's entry of the backend's current key.</summary>
internal sealed class HeapValueState<TKey, T>(
    string name, KeyedStateBackend<TKey> backend, ValueTable<TKey, T> table, Codec<T> values) : ValueStore<T>, IHeapState<TKey>
{
    private readonly PagedTable<TKey, T>? _direct = table.Direct;

    public StateKind Kind => StateKind.Value;

    public string Name { get; } = name;

    public Schema Schema => values.Schema;

    public override bool Exists => !Unsafe.IsNullRef(in table.Find(CurrentHash(), backend.CurrentKey));

    public override ref T GetOrAdd(out bool added)
    {
        var hash = backend.CurrentHash;
        if (hash == 0)
        {
            ThrowNoKey();
        }

        if (_direct is { } direct)
        {
            return ref direct.GetOrAdd(hash, in backend.CurrentKey, out added);
        }

        return ref table.GetOrAdd(hash, in backend.CurrentKey, out added);
    }

    public override bool TryGet([MaybeNullWhen(false)] out T value)
    {
        ref readonly var found = ref table.Find(CurrentHash(), backend.CurrentKey);
        var exists = !Unsafe.IsNullRef(in found);
        value = exists ? found : default;
        return exists;
    }

    public override bool Remove() => table.Remove(CurrentHash(), backend.CurrentKey);

    public IEnumerable<(long Namespace, FrozenEntries Entries)> Freeze() => [(0, table.Freeze())];

    public IEntryLoader<TKey> LoaderOf(Schema written) => new Loader(table, values.ReadingAs(written, Name));

    public void Restored()
    {
    }

    public void Dispose() => table.Dispose();

    private ulong CurrentHash()
    {
        var hash = backend.CurrentHash;
        if (hash == 0)
        {
            ThrowNoKey();
        }

        return hash;
    }

    [DoesNotReturn]
    private void ThrowNoKey() => throw new InvalidOperationException(
        $"State '{Name}' was used while no record or timer is handled, so there is no key it could belong to. "
        + "Use it from the handlers, before they return, on their thread.");

    private sealed class Loader(ValueTable<TKey, T> table, Codec<T> values) : IEntryLoader<TKey>
    {
        public bool TryLoad(long @namespace, ulong hash, in TKey key, RecordReader value)
        {
            ref var entry = ref table.GetOrAdd(hash, key, out var added);
            entry = values.Read(value);
            return added;
        }
    }
}
