namespace ActorStream.Backends;

/// <summary>One bound state of the heap backend, as snapshot and restore see it.</summary>
internal interface IHeapState<TKey> : IRestorableState<TKey>, IDisposable
{
    /// <summary>Freezes its entries, or what changed behind an interval, by namespace: every one that exists.</summary>
    IEnumerable<(long Namespace, FrozenEntries Entries)> Freeze(long since);

    /// <summary>The keys for which it holds something.</summary>
    KeyCursor<TKey> Keys();

    /// <summary>Called once after a restore.</summary>
    void Restored()
    {
    }
}
