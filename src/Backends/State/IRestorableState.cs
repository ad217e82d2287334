namespace ActorStream.Backends;

/// <summary>One bound state of a backend, as a restore sees it.</summary>
internal interface IRestorableState<TKey>
{
    StateKind Kind { get; }

    string Name { get; }

    /// <summary>Of what follows the key in an entry.</summary>
    Schema Schema { get; }

    /// <summary>What puts entries of that schema into this state.</summary>
    /// <exception cref="StateRestoreException">The schema does not fit.</exception>
    IEntryLoader<TKey> LoaderOf(Schema written);
}

/// <summary>Puts entries of one part into a state.</summary>
internal interface IEntryLoader<TKey>
{
    /// <summary>Reads what follows the key and sets the entry; answers <c>false</c> if there was one already, which it replaces.</summary>
    bool TryLoad(long @namespace, ulong hash, in TKey key, RecordReader value);

    /// <summary>About so many entries come next.</summary>
    void Expect(long @namespace, long entries)
    {
    }

    /// <summary>Sets all entries of a block, if it can do that at once; answers how many were added, below 0 if it cannot.</summary>
    int LoadAll(long @namespace, EntryBlock<TKey> block) => -1;

    /// <summary>Removes all entries of a key.</summary>
    void Remove(long @namespace, ulong hash, in TKey key);
}
