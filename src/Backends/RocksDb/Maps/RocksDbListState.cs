namespace ActorStream.Backends;

/// <summary>A list state: a map by index. Adding an element reads nothing but, once per key, what the last index is.</summary>
internal sealed class RocksDbListState<TKey, T>(RocksDbMapState<TKey, long, T> elements) : ListStoreByIndex<T>(elements)
{
    public override void Add(in T value) => elements.Set(elements.TakeIndex(static index => index), value);
}
