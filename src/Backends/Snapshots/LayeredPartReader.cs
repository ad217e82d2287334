namespace ActorStream.Backends;

/// <summary>Snapshot files on top of each other: what the last one has a run for exists, from the newest run that is no change upwards.</summary>
internal sealed class LayeredPartReader : KeyedPartReader
{
    private readonly List<SnapshotReader> _layers = []; // The lowest first.
    private readonly RecordReader _reader = new();

    private LayeredPartReader(KeyedPart part)
        : base(part)
    {
    }

    public override Schema Key => Top.Catalog.Key;

    public override IReadOnlyList<SnapshotState> States => Top.Catalog.States;

    public override long BytesRead => _layers.Sum(layer => layer.BytesRead);

    private SnapshotReader Top => _layers[^1];

    public static new async ValueTask<LayeredPartReader> OpenAsync(CheckpointStorage storage, KeyedPart part, CancellationToken cancellation)
    {
        var reader = new LayeredPartReader(part);
        try
        {
            foreach (var file in part.Files)
            {
                var layer = await SnapshotReader.OpenAsync(storage, file, cancellation);
                reader._layers.Add(layer);
                if (layer.Catalog.Range != part.Range || !layer.Catalog.Key.Matches(reader._layers[0].Catalog.Key))
                {
                    throw layer.Corrupt(
                        $"it holds the hashes {layer.Catalog.Range} of keys {layer.Catalog.Key.Text}, not {part.Range} and {reader._layers[0].Catalog.Key.Text}");
                }
            }

            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    public override bool HasEntries(int state) => Top.Catalog.Runs.Any(run => run.State == state && (run.IsChange || run.Blocks.Count > 0));

    public override async ValueTask ReadAsync(
        HashRange range, Func<int, bool> isWanted, IEntryReceiver receiver, CancellationToken cancellation)
    {
        foreach (var run in Top.Catalog.Runs.Where(run => isWanted(run.State)))
        {
            foreach (var (layer, piece) in Pieces(run))
            {
                var blocks = piece.Blocks.Where(block => block.Hashes.Overlaps(range)).ToList();
                if (!piece.IsChange) receiver.Expect(run.State, run.Namespace, blocks.Sum(LikelyEntries));
                foreach (var block in blocks)
                {
                    var bytes = await layer.ReadBlockAsync(block, cancellation);
                    try
                    {
                        var isWhole = range.Contains(block.Hashes.First) && range.Contains(block.Hashes.Last);
                        var place = new EntryPlace(run.State, run.Namespace, block.Hashes.First);
                        if (isWhole && receiver.TryPutAll(place, piece.IsChange, block, bytes)) continue;
                        _reader.Reset(bytes);
                        ReadBlock(range, run, piece.IsChange, block, receiver);
                    }
                    catch (MalformedRecordException error)
                    {
                        throw layer.Corrupt($"in state '{States[run.State].Name}': {error.Message}", error);
                    }
                }
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var layer in _layers)
        {
            await layer.DisposeAsync();
        }
    }

    /// <summary>The same run of each layer that is needed for it, the lowest first.</summary>
    private Stack<(SnapshotReader Layer, SnapshotRun Run)> Pieces(SnapshotRun top)
    {
        var pieces = new Stack<(SnapshotReader, SnapshotRun)>();
        pieces.Push((Top, top));
        var state = States[top.State];
        for (var (depth, piece) = (_layers.Count - 1, top); piece.IsChange; pieces.Push((_layers[depth], piece)))
        {
            if (--depth < 0)
            {
                throw _layers[0].Corrupt($"it is the lowest layer, and state '{state.Name}' is a change to another");
            }

            piece = Find(_layers[depth], state, top.Namespace);
        }

        return pieces;
    }

    /// <summary>As many as are claimed, if the block's bytes could hold them.</summary>
    private static long LikelyEntries(SnapshotBlock block)
    {
        const int oftenCompressedTo = 4;
        return Math.Min(block.Entries, (long)block.Length * (block.UncompressedLength > 0 ? oftenCompressedTo : 1) / SnapshotFormat.FewestEntryBytes);
    }

    private static SnapshotRun Find(SnapshotReader layer, SnapshotState state, long @namespace)
    {
        var catalog = layer.Catalog;
        return catalog.Runs.FirstOrDefault(run => run.Namespace == @namespace && catalog.States[run.State] is var written
                && written.Kind == state.Kind && written.Name == state.Name && written.Schema.Matches(state.Schema))
            ?? throw layer.Corrupt($"it lacks state '{state.Name}' ({state.Schema.Text}), of which the layer above is a change");
    }

    private void ReadBlock(HashRange range, SnapshotRun run, bool isChange, SnapshotBlock block, IEntryReceiver receiver)
    {
        var previous = block.Hashes.First;
        for (var i = 0; i < block.Entries; i++)
        {
            var hash = _reader.ReadUInt64();
            var flagged = _reader.ReadInt32();
            var (length, isRemoved) = (flagged & ~SnapshotFormat.RemovedFlag, flagged < 0);
            if (hash < previous || hash > block.Hashes.Last || length > _reader.Remaining || (isRemoved && !isChange))
            {
                throw _reader.Malformed($"entry {i} has hash {hash:x16} and length {flagged:x8} in a block of hashes {block.Hashes}");
            }

            previous = hash;
            var end = _reader.Position + length;
            var place = new EntryPlace(run.State, run.Namespace, hash);
            if (!range.Contains(hash))
            {
                _reader.ReadRaw(length);
            }
            else if (isRemoved)
            {
                receiver.Remove(place, _reader);
            }
            else
            {
                receiver.Put(place, isChange, _reader);
            }

            if (_reader.Position != end)
            {
                throw _reader.Malformed($"entry {i} does not end at byte {end}");
            }
        }

        if (_reader.Remaining > 0)
        {
            throw _reader.Malformed($"the block is longer than its {block.Entries} entries");
        }
    }
}
