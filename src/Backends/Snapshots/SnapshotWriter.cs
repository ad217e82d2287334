namespace ActorStream.Backends;

/// <summary>Writes one snapshot file, block by block, so that memory does not depend on its size.</summary>
internal static class SnapshotWriter
{
    /// <summary>Writes and syncs the file; deletes what it wrote if that fails.</summary>
    public static async ValueTask<SnapshotFile> WriteAsync(
        IFileSystem files, string path, HashRange range, Schema key, IReadOnlyList<SnapshotState> states, IReadOnlyList<FrozenRun> runs,
        CancellationToken cancellation)
    {
        var file = await files.CreateAsync(path, cancellation);
        try
        {
            await using (file)
            {
                return await WriteAsync(new ChecksummedFile(file), range, key, states, runs, cancellation);
            }
        }
        catch
        {
            await TryDeleteAsync(files, path);
            throw;
        }
    }

    private static async ValueTask<SnapshotFile> WriteAsync(
        ChecksummedFile file, HashRange range, Schema key, IReadOnlyList<SnapshotState> states, IReadOnlyList<FrozenRun> runs,
        CancellationToken cancellation)
    {
        await file.WriteAsync(SnapshotFormat.Header(), cancellation);
        var written = new List<SnapshotRun>(runs.Count);
        var block = new SnapshotBlockBuilder();
        long entries = 0;
        foreach (var run in runs)
        {
            var blocks = await WriteRunAsync(file, run.Entries, block, cancellation);
            entries += blocks.Sum(one => (long)one.Entries);
            written.Add(new SnapshotRun(run.State, run.Namespace, blocks));
        }

        var catalog = new RecordWriter();
        new SnapshotCatalog(range, key, states, written).Write(catalog);
        var catalogOffset = file.Length;
        await file.WriteAsync(catalog.Written, cancellation);
        var footer = new SnapshotFooter(catalogOffset, catalog.Length, Crc32C.Of(catalog.Written.Span), entries, file.Checksum);
        await file.WriteAsync(footer.ToBytes(), cancellation);
        await file.SyncAsync(cancellation);
        return new SnapshotFile(file.Path, file.Length, file.Checksum, range);
    }

    private static async ValueTask<List<SnapshotBlock>> WriteRunAsync(
        ChecksummedFile file, FrozenEntries entries, SnapshotBlockBuilder block, CancellationToken cancellation)
    {
        var blocks = new List<SnapshotBlock>();
        entries.Rewind();
        bool more;
        do
        {
            block.Clear();
            more = true;
            while (!block.IsFull && (more = entries.TryWriteNext(block)))
            {
            }

            if (!block.IsEmpty)
            {
                blocks.Add(block.Describe(file.Length));
                await file.WriteAsync(block.Bytes, cancellation);
            }
        }
        while (more);

        return blocks;
    }

    private static async ValueTask TryDeleteAsync(IFileSystem files, string path)
    {
        try
        {
            await files.DeleteAsync(path, CancellationToken.None);
        }
        catch (IOException)
        {
            // The write's own failure is the one to report; what is left over is unreferenced and cleaned up as such.
        }
    }

    /// <summary>A file and the checksum of all that was written to it.</summary>
    private sealed class ChecksummedFile(IFileWriter file)
    {
        public string Path => file.Path;

        public long Length => file.Length;

        public uint Checksum { get; private set; }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        {
            Checksum = Crc32C.Of(bytes.Span, Checksum);
            await file.WriteAsync(bytes, cancellation);
        }

        public ValueTask SyncAsync(CancellationToken cancellation) => file.SyncAsync(cancellation);
    }
}
