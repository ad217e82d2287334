namespace ActorStream.Backends;

/// <summary>One bound state of the RocksDB backend.</summary>
internal interface IRocksDbState<TKey> : IRestorableState<TKey>
{
    /// <summary>Called when a database of before was opened.</summary>
    /// <param name="hasStored">Whether it may hold entries of this state.</param>
    void Opened(bool hasStored);

    /// <summary>Reads what is not cached of a batch's keys.</summary>
    void Prepare(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes);

    /// <summary>Gives what changed to a snapshot.</summary>
    void Freeze(DatabaseCut cut);

    KeyCursor<TKey> Keys();
}

/// <summary>How column families are named: the state's kind and name.</summary>
internal static class FamilyName
{
    /// <summary>RocksDB has one of that name in every database; nothing is put into it.</summary>
    public const string Default = "default";

    public static string Of(StateKind kind, string name) => $"{kind}/{name}";
}
