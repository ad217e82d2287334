namespace ActorStream.Backends;

/// <summary>Writes one snapshot file, block by block, so that memory does not depend on its size.</summary>
internal static class SnapshotWriter
{
    public static ValueTask<SnapshotFile> WriteAsync(
        SnapshotTarget target, HashRange range, Schema key, IReadOnlyList<SnapshotState> states, IReadOnlyList<FrozenRun> runs,
        CancellationToken cancellation) =>
        target.WriteAsync("", output => WriteAsync(output, target.Compresses, range, key, states, runs, cancellation), cancellation);

    /// <summary>The same into an output of the caller's.</summary>
    public static async ValueTask WriteAsync(
        SnapshotOutput output, bool compresses, HashRange range, Schema key, IReadOnlyList<SnapshotState> states, IReadOnlyList<FrozenRun> runs,
        CancellationToken cancellation)
    {
        await output.WriteAsync(SnapshotFormat.Header(), cancellation);
        var written = new List<SnapshotRun>(runs.Count);
        var block = new SnapshotBlockBuilder();
        var compression = compresses ? new BlockCompression() : null;
        long entries = 0;
        foreach (var run in runs)
        {
            var blocks = await WriteRunAsync(output, run.Entries, block, compression, cancellation);
            entries += blocks.Sum(one => (long)one.Entries);
            written.Add(new SnapshotRun(run.State, run.Namespace, run.Entries.IsChange, blocks));
        }

        var catalog = new RecordWriter();
        new SnapshotCatalog(range, key, states, written).Write(catalog);
        var catalogOffset = output.Length;
        await output.WriteAsync(catalog.Written, cancellation);
        var footer = new SnapshotFooter(catalogOffset, catalog.Length, output.LastChecksum, entries, output.Checksum);
        await output.WriteAsync(footer.ToBytes(), cancellation);
    }

    private static async ValueTask<List<SnapshotBlock>> WriteRunAsync(
        SnapshotOutput output, FrozenEntries entries, SnapshotBlockBuilder block, BlockCompression? compression, CancellationToken cancellation)
    {
        var blocks = new List<SnapshotBlock>();
        entries.Rewind();
        bool more;
        do
        {
            block.Clear();
            more = entries.TryFill(block);
            if (!block.IsEmpty)
            {
                var compressed = compression?.TryCompress(block.Bytes);
                var bytes = compressed ?? block.Bytes;
                var offset = output.Length;
                await output.WriteAsync(bytes, cancellation);
                blocks.Add(new SnapshotBlock(
                    offset, block.Hashes, bytes.Length, compressed is null ? 0 : block.Bytes.Length, block.Entries, output.LastChecksum));
            }
        }
        while (more);

        return blocks;
    }
}
