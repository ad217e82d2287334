namespace ActorStream.Connectors.Files.Output;

/// <summary>The transactions in a sink's directory, and what may be done with them.</summary>
internal sealed class OutputDirectory(IFileSystem files, string path)
{
    private const int BlockBytes = 64 * 1024;

    /// <summary>
    /// Makes a prepared file visible. The hidden name is looked at first: once it is gone the visible one can only be there or lost for
    /// good.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="verify">Whether to read the file and compare its checksum: for files that another process has written.</param>
    /// <param name="checkFence">Throws if the epoch is over; asked right before a copy takes the visible name.</param>
    /// <param name="cancellation">Gives up; the outcome is open then.</param>
    internal async ValueTask<CommitOutcome> CommitAsync(
        FileCommittable file, bool verify, Func<CancellationToken, ValueTask> checkFence, CancellationToken cancellation)
    {
        await using var directory = await files.OpenDirectoryAsync(path, cancellation);
        var (hidden, visible) = (Path.Combine(path, file.File.HiddenName), Path.Combine(path, file.File.Name));
        var prepared = await files.StatAsync(hidden, cancellation);
        var committed = await files.StatAsync(visible, cancellation);
        if (committed is not null)
        {
            if (committed.Value.Length != file.Length)
            {
                throw new IOException(
                    $"Cannot commit '{visible}' of {file.Length} bytes: another file of {committed.Value.Length} bytes has that name.");
            }

            // Whoever renamed it may have been killed before the name was durable, or have failed to make it so: it is made anew.
            var copy = Path.Combine(path, file.File.CopyName);
            await using (var writer = await FileCopy.CreateAsync(files, visible, copy, file.Length, file.Checksum, cancellation))
            {
                await writer.SyncAsync(cancellation);
            }

            await checkFence(cancellation);
            await files.RenameAsync(copy, visible, cancellation);
            // A power failure may have brought it back beside the visible one.
            await files.DeleteAsync(hidden, cancellation);
            await directory.SyncAsync(cancellation);
            return CommitOutcome.AlreadyCommitted;
        }

        if (prepared?.Length != file.Length || (verify && await ChecksumAsync(hidden, cancellation) != file.Checksum))
        {
            return CommitOutcome.Lost;
        }

        await files.RenameAsync(hidden, visible, cancellation);
        await directory.SyncAsync(cancellation);
        return CommitOutcome.Committed;
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
        IReadOnlySet<string> lineages, long belowEpoch, IReadOnlySet<string> saved, CancellationToken cancellation)
    {
        foreach (var (entry, file) in await TransactionsAsync(cancellation))
        {
            if (IsHidden(entry) && lineages.Contains(file.Lineage) && file.Epoch < belowEpoch && !saved.Contains(file.Name))
            {
                await files.DeleteAsync(entry.Path, cancellation);
            }
        }

        await files.SyncDirectoryAsync(path, cancellation);
    }

    /// <summary>
    /// Deletes what is not committed of this job's former id, if its checkpoints are lost: nobody else will ever ask for it. What that id
    /// committed would have kept the directory from being claimed.
    /// </summary>
    internal async ValueTask AbandonFormerAsync(SinkContext context, IReadOnlySet<string> lineages, CancellationToken cancellation)
    {
        var former = (await OwnLineagesAsync(context, cancellation)).Except(lineages).ToHashSet();
        if (former.Count > 0)
        {
            await AbortAsync(former, long.MaxValue, new HashSet<string>(), cancellation);
            await DeleteFencesAsync(former, cancellation);
        }
    }

    /// <summary>Deletes all that some lineages ever wrote, and the marker last: until then a repeated attempt knows what to
    /// delete.</summary>
    internal async ValueTask DiscardAsync(IReadOnlySet<string> lineages, CancellationToken cancellation)
    {
        foreach (var (entry, file) in await TransactionsAsync(cancellation))
        {
            if (lineages.Contains(file.Lineage))
            {
                await files.DeleteAsync(entry.Path, cancellation);
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

    private static bool IsHidden(FileEntry entry) => entry.Name[0] == '.';

    private async ValueTask<List<(FileEntry Entry, TransactionFile File)>> TransactionsAsync(CancellationToken cancellation)
    {
        var found = new List<(FileEntry, TransactionFile)>();
        foreach (var entry in await files.ListAsync(path, cancellation))
        {
            if (!entry.IsDirectory && TransactionFile.TryParse(entry.Name) is { } file)
            {
                found.Add((entry, file));
            }
        }

        return found;
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
