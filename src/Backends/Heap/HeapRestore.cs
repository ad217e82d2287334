namespace ActorStream.Backends;

/// <summary>One restore: the files that overlap the range, their catalogs against the bound states, then the blocks that overlap.</summary>
internal sealed class HeapRestore<TKey>(
    HashRange range, Codec<TKey> keys, IKeyHasher<TKey> hasher, IReadOnlyList<IHeapState<TKey>> states, IReadOnlySet<string> mayDrop)
{
    private readonly RecordReader _reader = new();
    private readonly HashSet<IHeapState<TKey>> _known = [];
    private readonly SortedSet<string> _dropped = new(StringComparer.Ordinal);
    private long _entries;
    private long _bytesRead;

    public async ValueTask<RestoreReport> RunAsync(
        IFileSystem files, IReadOnlyList<SnapshotFile> snapshots, CancellationToken cancellation)
    {
        foreach (var snapshot in RangeCoverage.Of(range, snapshots))
        {
            await using var file = await SnapshotReader.OpenAsync(files, snapshot, cancellation);
            var loaders = MatchStates(file);
            foreach (var run in file.Catalog.Runs)
            {
                if (loaders[run.State] is { } loader)
                {
                    await LoadRunAsync(file, run, loader, cancellation);
                }
            }

            _bytesRead += file.BytesRead;
        }

        foreach (var state in states)
        {
            state.Restored();
        }

        var empty = states.Where(state => !_known.Contains(state)).Select(state => state.Name).ToList();
        return new RestoreReport(_entries, _bytesRead, empty, [.. _dropped]);
    }

    /// <summary>Per state of the file what loads it; null for one without entries, or one that may be dropped.</summary>
    private List<IEntryLoader<TKey>?> MatchStates(SnapshotReader file)
    {
        if (!file.Catalog.Key.Matches(keys.Schema))
        {
            throw new StateRestoreException(
                $"The key was {file.Catalog.Key.Text} and is now {keys.Schema.Text}. Keep the key type: another one belongs to other subtasks.");
        }

        var loaders = new List<IEntryLoader<TKey>?>();
        var unknown = new List<string>();
        for (var i = 0; i < file.Catalog.States.Count; i++)
        {
            var written = file.Catalog.States[i];
            var state = states.FirstOrDefault(one => one.Kind == written.Kind && one.Name == written.Name);
            if (state is not null)
            {
                _known.Add(state);
                loaders.Add(state.LoaderOf(written.Schema));
                continue;
            }

            loaders.Add(null);
            if (!file.Catalog.Runs.Any(run => run.State == i && run.Blocks.Count > 0))
            {
                continue;
            }

            if (mayDrop.Contains(written.Name))
            {
                _dropped.Add(written.Name);
            }
            else
            {
                unknown.Add($"{written.Kind} state '{written.Name}' ({written.Schema.Text})");
            }
        }

        return unknown.Count == 0
            ? loaders
            : throw new StateRestoreException(
                $"Snapshot '{file.Path}' holds {string.Join(" and ", unknown)}, which the operator does not declare. Declare it, or drop it by name.");
    }

    private async ValueTask LoadRunAsync(SnapshotReader file, SnapshotRun run, IEntryLoader<TKey> loader, CancellationToken cancellation)
    {
        foreach (var block in run.Blocks)
        {
            if (block.Hashes.Overlaps(range))
            {
                _reader.Reset(await file.ReadBlockAsync(block, cancellation));
                try
                {
                    LoadBlock(file, run, block, loader);
                }
                catch (MalformedRecordException error)
                {
                    throw file.Corrupt($"in state '{file.Catalog.States[run.State].Name}': {error.Message}", error);
                }
            }
        }
    }

    private void LoadBlock(SnapshotReader file, SnapshotRun run, SnapshotBlock block, IEntryLoader<TKey> loader)
    {
        var previous = block.Hashes.First;
        for (var i = 0; i < block.Entries; i++)
        {
            var hash = _reader.ReadUInt64();
            var length = _reader.ReadInt32();
            if (hash < previous || hash > block.Hashes.Last || length < 0 || length > _reader.Remaining)
            {
                throw _reader.Malformed($"entry {i} has hash {hash:x16} and length {length} in a block of hashes {block.Hashes}");
            }

            previous = hash;
            var end = _reader.Position + length;
            if (!range.Contains(hash))
            {
                _reader.ReadRaw(length);
                continue;
            }

            var key = keys.Read(_reader);
            if (hasher.Hash(key) != hash)
            {
                throw _reader.Malformed($"the key '{key}' is stored under hash {hash:x16} and hashes to {hasher.Hash(key):x16}");
            }

            if (!loader.TryLoad(run.Namespace, hash, key, _reader) || _reader.Position != end)
            {
                throw _reader.Malformed($"the entry of key '{key}' came twice, or does not end at byte {end}");
            }

            _entries++;
        }

        if (_reader.Remaining > 0)
        {
            throw file.Corrupt($"the block at byte {block.Offset} is longer than its {block.Entries} entries");
        }
    }
}
