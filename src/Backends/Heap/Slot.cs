namespace ActorStream.Backends;

/// <summary>One place in a page. Whether there is an entry in it, its tag says.</summary>
internal struct Slot<TKey, TValue>
{
    public TKey Key;
    public TValue Value;
}
