namespace ActorStream.Backends;

/// <summary>One bound state of the heap backend, as snapshot and restore see it.</summary>
internal interface IHeapState<TKey> : IDisposable
{
    StateKind Kind { get; }

    string Name { get; }

    /// <summary>Of its values.</summary>
    Schema Schema { get; }

    /// <summary>Freezes its entries, by namespace.</summary>
    IEnumerable<(long Namespace, FrozenEntries Entries)> Freeze();

    /// <summary>The keys for which it holds something.</summary>
    KeyCursor<TKey> Keys();

    /// <summary>What puts entries of a snapshot with that value schema into this state.</summary>
    /// <exception cref="StateRestoreException">The schema does not fit.</exception>
    IEntryLoader<TKey> LoaderOf(Schema written);

    /// <summary>Called once after a restore.</summary>
    void Restored()
    {
    }
}

/// <summary>Puts entries of one snapshot file into a state.</summary>
internal interface IEntryLoader<TKey>
{
    /// <summary>Reads the value and adds the entry; answers <c>false</c> if it is there already.</summary>
    bool TryLoad(long @namespace, ulong hash, in TKey key, RecordReader value);
}
