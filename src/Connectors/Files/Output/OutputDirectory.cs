namespace ActorStream.Connectors.Files.Output;

/// <summary>The transactions in a sink's directory, and what may be done with them.</summary>
internal sealed class OutputDirectory(IFileSystem files, string path)
{
    private const int BlockBytes = 64 * 1024;

    /// <summary>
    /// A file of a prepared transaction that is not there as it was prepared, neither hidden nor visible; null if there is none. Asked
    /// for all files before any of them is made visible.
    /// </summary>
    /// <param name="prepared">The transaction.</param>
    /// <param name="verify">Whether to read hidden files and compare their checksums: for those that another process has written.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">Another file has the visible name.</exception>
    internal async ValueTask<PreparedFile?> FindLostAsync(FileCommittable prepared, bool verify, CancellationToken cancellation)
    {
        foreach (var file in prepared.Files)
        {
            // The hidden name is looked at first: once it is gone the visible one can only be there or lost for good.
            var (hidden, visible) = (file.File.HiddenIn(path), file.File.VisibleIn(path));
            var found = await files.StatAsync(hidden, cancellation);
            if (await files.StatAsync(visible, cancellation) is { } committed)
            {
                if (committed.Length != file.Length)
                {
                    throw new IOException(
                        $"Cannot commit '{visible}' of {file.Length} bytes: another file of {committed.Length} bytes has that name.");
                }
            }
            else if (found?.Length != file.Length || (verify && await ChecksumAsync(hidden, cancellation) != file.Checksum))
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>Makes a prepared transaction visible, of which no file is lost. May be repeated, in any process.</summary>
    /// <param name="prepared">The transaction.</param>
    /// <param name="checkFence">Throws if the epoch is over; asked right before a copy takes a visible name.</param>
    /// <param name="cancellation">Gives up; the outcome is open then.</param>
    internal async ValueTask<CommitOutcome> CommitAsync(
        FileCommittable prepared, Func<CancellationToken, ValueTask> checkFence, CancellationToken cancellation)
    {
        var outcome = CommitOutcome.AlreadyCommitted;
        foreach (var bucket in prepared.Files.GroupBy(static file => file.File.Bucket))
        {
            await using var directory = await files.OpenDirectoryAsync(Path.Combine(path, bucket.Key), cancellation);
            foreach (var file in bucket)
            {
                if (await files.StatAsync(file.File.VisibleIn(path), cancellation) is null)
                {
                    await files.RenameAsync(file.File.HiddenIn(path), file.File.VisibleIn(path), cancellation);
                    outcome = CommitOutcome.Committed;
                }
                else
                {
                    await MakeAnewAsync(file, checkFence, cancellation);
                }
            }

            await directory.SyncAsync(cancellation);
        }

        return outcome;
    }

    /// <summary>
    /// Refuses to go on from a checkpoint before the newest whose output is here: the rows since would be written a second time. Nothing is
    /// changed, so that the job can go on once its right checkpoints are back.
    /// </summary>
    /// <exception cref="OutputAheadException">There is such output.</exception>
    internal async ValueTask CheckRestorePointAsync(IReadOnlySet<string> lineages, long checkpoint, CancellationToken cancellation)
    {
        foreach (var (entry, file) in await TransactionsAsync(cancellation))
        {
            if (!IsHidden(entry) && lineages.Contains(file.Lineage) && file.AfterCheckpoint >= checkpoint)
            {
                throw new OutputAheadException(entry.Path, checkpoint);
            }
        }
    }

    /// <summary>Refuses a job whose predecessor has committed more than the savepoint that it is started from counts.</summary>
    /// <exception cref="OutputAheadException">It has.</exception>
    internal async ValueTask CheckOriginAsync(SinkContext context, CancellationToken cancellation)
    {
        var former = JobMarker.LineagesOf(context with { Job = context.Lineage.FirstOrDefault() });
        if (context.Lineage.Count > 0)
        {
            await CheckRestorePointAsync(former, context.OriginCheckpoint, cancellation);
        }
    }

    /// <summary>Deletes what is not committed of some lineages and epochs below one, save the files given.</summary>
    internal async ValueTask AbortAsync(
        IReadOnlySet<string> lineages, long belowEpoch, IReadOnlySet<TransactionFile> saved, CancellationToken cancellation) =>
        await DeleteAsync(
            (entry, file) => IsHidden(entry) && lineages.Contains(file.Lineage) && file.Epoch < belowEpoch && !saved.Contains(file),
            cancellation);

    /// <summary>
    /// Deletes what is not committed of this job's former id, if its checkpoints are lost: nobody else will ever ask for it. What that id
    /// committed would have kept the directory from being claimed.
    /// </summary>
    internal async ValueTask AbandonFormerAsync(SinkContext context, IReadOnlySet<string> lineages, CancellationToken cancellation)
    {
        var former = (await OwnLineagesAsync(context, cancellation)).Except(lineages).ToHashSet();
        if (former.Count > 0)
        {
            await AbortAsync(former, long.MaxValue, new HashSet<TransactionFile>(), cancellation);
            await DeleteFencesAsync(former, cancellation);
        }
    }

    /// <summary>Deletes all that some lineages ever wrote, and the marker last: until then a repeated attempt knows what to
    /// delete.</summary>
    internal async ValueTask DiscardAsync(IReadOnlySet<string> lineages, CancellationToken cancellation)
    {
        foreach (var bucket in await DeleteAsync((_, file) => lineages.Contains(file.Lineage), cancellation))
        {
            if (bucket != path && (await files.ListAsync(bucket, cancellation)).Count == 0)
            {
                await files.DeleteDirectoryAsync(bucket, cancellation);
            }
        }

        await DeleteFencesAsync(lineages, cancellation);
        await files.SyncDirectoryAsync(path, cancellation);
        await files.DeleteAsync(JobMarker.PathOf(path), cancellation);
        await files.SyncDirectoryAsync(path, cancellation);
    }

    /// <summary>The lineages that committed something here.</summary>
    internal async ValueTask<IReadOnlySet<string>> CommittedLineagesAsync(CancellationToken cancellation) =>
        (await TransactionsAsync(cancellation)).Where(static t => !IsHidden(t.Entry)).Select(static t => t.File.Lineage).ToHashSet();

    /// <summary>
    /// The lineages that are this job's: by its id and those of the jobs that it comes from, and by the one it had before its checkpoints
    /// were lost or discarded.
    /// </summary>
    internal async ValueTask<HashSet<string>> OwnLineagesAsync(SinkContext context, CancellationToken cancellation)
    {
        var own = JobMarker.LineagesOf(context);
        if (await JobMarker.ReadAsync(files, path, cancellation) is { } marker && marker.IsSameJob(context))
        {
            own.Add(marker.Lineage);
        }

        return own;
    }

    private async ValueTask DeleteFencesAsync(IReadOnlySet<string> lineages, CancellationToken cancellation)
    {
        foreach (var lineage in lineages)
        {
            await files.DeleteAsync(EpochFence.PathOf(path, lineage), cancellation);
        }
    }

    /// <summary>
    /// Whoever renamed a visible file may have been killed before the name was durable, or have failed to make it so: a synced copy takes
    /// the name.
    /// </summary>
    private async ValueTask MakeAnewAsync(PreparedFile file, Func<CancellationToken, ValueTask> checkFence, CancellationToken cancellation)
    {
        var (visible, copy) = (file.File.VisibleIn(path), file.File.CopyIn(path));
        await using (var writer = await FileCopy.CreateAsync(files, visible, copy, file.Length, file.Checksum, cancellation))
        {
            await writer.SyncAsync(cancellation);
        }

        await checkFence(cancellation);
        await files.RenameAsync(copy, visible, cancellation);
        // A power failure may have brought it back beside the visible one.
        await files.DeleteAsync(file.File.HiddenIn(path), cancellation);
    }

    private static bool IsHidden(FileEntry entry) => entry.Name[0] == '.';

    /// <summary>Deletes files and answers the directories, at least the sink's own, that are synced without them.</summary>
    private async ValueTask<IReadOnlySet<string>> DeleteAsync(Func<FileEntry, TransactionFile, bool> isToGo, CancellationToken cancellation)
    {
        var directories = new HashSet<string> { path };
        foreach (var (entry, file) in await TransactionsAsync(cancellation))
        {
            if (isToGo(entry, file))
            {
                await files.DeleteAsync(entry.Path, cancellation);
                directories.Add(file.DirectoryIn(path));
            }
        }

        foreach (var directory in directories)
        {
            await files.SyncDirectoryAsync(directory, cancellation);
        }

        return directories;
    }

    /// <summary>
    /// All files of transactions, in the directory and in whatever can be a bucket of it: of other options, too. What has a marker of its
    /// own is another sink's directory.
    /// </summary>
    private async ValueTask<List<(FileEntry Entry, TransactionFile File)>> TransactionsAsync(CancellationToken cancellation)
    {
        var entries = await files.ListAsync(path, cancellation);
        var found = TransactionsAmong(entries, bucket: "").ToList();
        foreach (var bucket in entries.Where(static entry => entry.IsDirectory && BucketName.IsValid(entry.Name)))
        {
            var within = await files.ListAsync(Path.Combine(path, bucket.Name), cancellation);
            if (!within.Any(static entry => entry.Name == JobMarker.FileName))
            {
                found.AddRange(TransactionsAmong(within, bucket.Name));
            }
        }

        return found;
    }

    private static IEnumerable<(FileEntry Entry, TransactionFile File)> TransactionsAmong(IEnumerable<FileEntry> entries, string bucket)
    {
        foreach (var entry in entries)
        {
            if (!entry.IsDirectory && TransactionFile.TryParse(entry.Name, bucket) is { } file)
            {
                yield return (entry, file);
            }
        }
    }

    private async ValueTask<uint> ChecksumAsync(string hidden, CancellationToken cancellation)
    {
        await using var file = await files.OpenReadAsync(hidden, cancellation);
        var (block, crc, offset) = (new byte[BlockBytes], default(Crc32C), 0L);
        while (await file.ReadAsync(offset, block, cancellation) is var read and > 0)
        {
            crc.Add(block.AsSpan(0, read));
            offset += read;
        }

        return crc.Value;
    }
}
