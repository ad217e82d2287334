namespace ActorStream.Backends;

/// <summary>Reads the entries of a part, whatever backend wrote it, as far as they lie in a range of hashes.</summary>
internal abstract class KeyedPartReader(KeyedPart part) : IAsyncDisposable
{
    public KeyedPart Part { get; } = part;

    /// <summary>A file of it, for messages.</summary>
    public string Path => Part.Files[^1].Path;

    /// <summary>Schema of the keys.</summary>
    public abstract Schema Key { get; }

    /// <summary>The states in it.</summary>
    public abstract IReadOnlyList<SnapshotState> States { get; }

    /// <summary>Bytes read so far.</summary>
    public abstract long BytesRead { get; }

    public static async ValueTask<KeyedPartReader> OpenAsync(CheckpointStorage storage, KeyedPart part, CancellationToken cancellation) =>
        part.Format switch
        {
            KeyedFormat.Layers => await LayeredPartReader.OpenAsync(storage, part, cancellation),
            KeyedFormat.RocksDb => await RocksDbPartReader.OpenAsync(storage, part, cancellation),
            var other => throw new StateRestoreException($"'{part.Files[0].Path}' is of format {other}, which this release does not read."),
        };

    /// <summary>Whether a state may have entries, in any range.</summary>
    public abstract bool HasEntries(int state);

    /// <summary>Gives the entries of a range, state by state.</summary>
    /// <param name="range">Others are not given, and as far as the format allows not read.</param>
    /// <param name="isWanted">Which states, by their position.</param>
    /// <param name="receiver">Gets them.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="SnapshotCorruptException">A file is damaged, or not the one that was recorded.</exception>
    public abstract ValueTask ReadAsync(HashRange range, Func<int, bool> isWanted, IEntryReceiver receiver, CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}

/// <summary>Takes entries as they are read. What comes later wins.</summary>
internal interface IEntryReceiver
{
    /// <summary>An entry.</summary>
    /// <param name="place">Where it belongs.</param>
    /// <param name="mayReplace">Whether it may have come before, from a layer below.</param>
    /// <param name="entry">Stands at its key; to be read up to the entry's end.</param>
    /// <exception cref="MalformedRecordException">The bytes are no such entry.</exception>
    void Put(EntryPlace place, bool mayReplace, RecordReader entry);

    /// <summary>Entries come next, as far as is known so many, of one state and namespace.</summary>
    void Expect(int state, long @namespace, long entries)
    {
    }

    /// <summary>All entries of a block, if they can be taken at once: answers <c>false</c>, with nothing done, if they cannot.</summary>
    /// <param name="place">State and namespace.</param>
    /// <param name="mayReplace">Whether they may have come before, from a layer below.</param>
    /// <param name="block">What is said of the block.</param>
    /// <param name="bytes">Its bytes, valid during the call.</param>
    /// <exception cref="MalformedRecordException">The bytes are no such entries.</exception>
    bool TryPutAll(EntryPlace place, bool mayReplace, in SnapshotBlock block, ReadOnlyMemory<byte> bytes) => false;

    /// <summary>All entries of a key are gone.</summary>
    /// <param name="place">Where it was.</param>
    /// <param name="key">Stands at the key; to be read up to its end.</param>
    /// <exception cref="MalformedRecordException">The bytes are no such key.</exception>
    void Remove(EntryPlace place, RecordReader key);
}

/// <summary>Where an entry belongs.</summary>
/// <param name="State">Position among the part's states.</param>
/// <param name="Namespace">Start of the slice; 0 for states without one.</param>
/// <param name="Hash">Of its key.</param>
internal readonly record struct EntryPlace(int State, long Namespace, ulong Hash);
