namespace ActorStream.Backends;

/// <summary>
/// One restore entry by entry: the parts that overlap the range, their states against the bound ones, then what lies in the range.
/// </summary>
internal sealed class EntryRestore<TKey>(
    HashRange range, Codec<TKey> keys, IKeyHasher<TKey> hasher, IReadOnlyList<IRestorableState<TKey>> states) : IEntryReceiver
{
    private readonly HashSet<IRestorableState<TKey>> _known = [];
    private readonly EntryBlock<TKey> _block = new(keys, hasher);
    private readonly SortedSet<string> _dropped = new(StringComparer.Ordinal);
    private List<IEntryLoader<TKey>?> _loaders = [];
    private long _entries;
    private bool _isExact = true;

    /// <exception cref="SnapshotCorruptException">A file is damaged, or not the one that was recorded.</exception>
    /// <exception cref="StateRestoreException">What is in the parts does not fit the operator.</exception>
    public async ValueTask<RestoreReport> RunAsync(KeyedRestore restore, CancellationToken cancellation)
    {
        long bytesRead = 0;
        foreach (var part in RangeCoverage.Of(range, restore.Parts))
        {
            await using var reader = await KeyedPartReader.OpenAsync(restore.Storage, part, cancellation);
            MatchStates(reader, restore.MayDrop);
            await reader.ReadAsync(range, state => _loaders[state] is not null, this, cancellation);
            bytesRead += reader.BytesRead;
        }

        var empty = states.Where(state => !_known.Contains(state)).Select(state => state.Name).ToList();
        return new RestoreReport(_entries, bytesRead, empty, [.. _dropped]) { IsExact = _isExact };
    }

    public void Put(EntryPlace place, bool mayReplace, RecordReader entry)
    {
        var key = ReadKey(place.Hash, entry);
        if (!_loaders[place.State]!.TryLoad(place.Namespace, place.Hash, key, entry) && !mayReplace)
        {
            throw entry.Malformed($"the entry of key '{key}' came twice");
        }

        _entries++;
    }

    public void Expect(int state, long @namespace, long entries) => _loaders[state]!.Expect(@namespace, entries);

    public bool TryPutAll(EntryPlace place, bool mayReplace, in SnapshotBlock block, ReadOnlyMemory<byte> bytes)
    {
        _block.Reset(block, bytes);
        var added = _loaders[place.State]!.LoadAll(place.Namespace, _block);
        if (added < 0) return false;
        if (added < block.Entries && !mayReplace)
            throw new MalformedRecordException($"{block.Entries - added} of the {block.Entries} entries from byte {block.Offset} on came twice");
        _entries += block.Entries;
        return true;
    }

    public void Remove(EntryPlace place, RecordReader key) => _loaders[place.State]!.Remove(place.Namespace, place.Hash, ReadKey(place.Hash, key));

    private TKey ReadKey(ulong hash, RecordReader entry)
    {
        var key = keys.Read(entry);
        return hasher.Hash(key) == hash
            ? key
            : throw entry.Malformed($"the key '{key}' is stored under hash {hash:x16} and hashes to {hasher.Hash(key):x16}");
    }

    private IEntryLoader<TKey>? LoaderOf(IRestorableState<TKey> state, SnapshotState written, IReadOnlySet<string> mayDrop)
    {
        try
        {
            return state.LoaderOf(written.Schema);
        }
        catch (StateRestoreException) when (mayDrop.Allows(written.Name))
        {
            _dropped.Add(written.Name);
            return null;
        }
    }

    /// <summary>Per state of the part what loads it; null for one without entries, or one that may be dropped.</summary>
    private void MatchStates(KeyedPartReader part, IReadOnlySet<string> mayDrop)
    {
        if (!part.Key.Matches(keys.Schema))
        {
            throw new StateRestoreException(
                $"The key was {part.Key.Text} and is now {keys.Schema.Text}. Keep the key type: another one belongs to other subtasks.");
        }

        _loaders = [];
        var unknown = new List<string>();
        for (var i = 0; i < part.States.Count; i++)
        {
            var written = part.States[i];
            var state = states.FirstOrDefault(one => one.Kind == written.Kind && one.Name == written.Name);
            if (state is not null)
            {
                _known.Add(state);
                _isExact &= written.Schema.Matches(state.Schema);
                _loaders.Add(LoaderOf(state, written, mayDrop));
                continue;
            }

            _isExact = false;
            _loaders.Add(null);
            if (!part.HasEntries(i))
            {
                continue;
            }

            if (mayDrop.Allows(written.Name))
            {
                _dropped.Add(written.Name);
            }
            else
            {
                unknown.Add($"{written.Kind} state '{written.Name}' ({written.Schema.Text})");
            }
        }

        if (unknown.Count > 0)
        {
            throw new StateRestoreException(
                $"Snapshot '{part.Path}' holds {string.Join(" and ", unknown)}, which the operator does not declare. Declare it, or drop it by name.");
        }
    }
}
