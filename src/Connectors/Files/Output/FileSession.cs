namespace ActorStream.Connectors.Files.Output;

/// <summary>One subtask's, or recovery's, link to the directory. Keeps nothing open between calls.</summary>
internal sealed class FileSession<T>(string directory, IRecordFormat<T> format, FileSinkOptions<T> options, SinkContext context)
    : ISinkSession<T>
{
    /// <summary>How often recovery commits a transaction before the disk's failure is the epoch's.</summary>
    private const int MostCommits = 3;

    private readonly OutputDirectory _output = new(context.Files, directory);

    public async ValueTask<ISinkTransaction<T>> BeginAsync(SinkTransactionId id, CancellationToken cancellation)
    {
        await CheckFenceAsync(cancellation);
        return new FileTransaction<T>(context.Files, directory, id, format, options, CheckFenceAsync);
    }

    public async ValueTask<CommitOutcome> CommitAsync(Committable committable, CancellationToken cancellation)
    {
        await CheckFenceAsync(cancellation);
        var prepared = FileCommittable.Of(committable);
        return await _output.FindLostAsync(prepared, verify: false, cancellation) is null
            ? await _output.CommitAsync(prepared, CheckFenceAsync, cancellation)
            : CommitOutcome.Lost;
    }

    public async ValueTask RecoverAsync(SinkRecovery recovery, CancellationToken cancellation)
    {
        var lineages = JobMarker.LineagesOf(context with { Lineage = recovery.Lineage });
        await _output.CheckRestorePointAsync(lineages, recovery.RestoredCheckpoint, cancellation);
        foreach (var lineage in lineages)
        {
            await EpochFence.RaiseAsync(context.Files, directory, lineage, recovery.Epoch, cancellation);
        }

        await _output.AbandonFormerAsync(context, lineages, cancellation);
        await JobMarker.Of(context).WriteAsync(context.Files, directory, cancellation);
        var saved = new HashSet<TransactionFile>();
        foreach (var committable in recovery.Committables)
        {
            var prepared = FileCommittable.Of(committable);
            if (await _output.FindLostAsync(prepared, verify: true, cancellation) is { } lost)
            {
                throw new OutputLostException(committable, lost.File.HiddenIn(directory), lost.Length);
            }

            saved.UnionWith(prepared.Files.Select(static file => file.File));
            await CommitAsync(prepared, cancellation);
        }

        await _output.AbortAsync(lineages, recovery.Epoch, saved, cancellation);
    }

    public ValueTask DisposeAsync() => default;

    /// <summary>
    /// Recovery commits all or fails the epoch, and the next one begins with the first transaction again: a disk that now and then fails a sync
    /// would never let it come to the last. What is committed again is written again, so a sync that failed is not trusted the second time.
    /// </summary>
    private async ValueTask CommitAsync(FileCommittable prepared, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _output.CommitAsync(prepared, CheckFenceAsync, cancellation);
                return;
            }
            catch (IOException) when (attempt < MostCommits)
            {
            }
        }
    }

    private ValueTask CheckFenceAsync(CancellationToken cancellation) => EpochFence.CheckAsync(
        context.Files, directory, SinkTransactionId.LineagePrefix(context.Job, context.Uid), context.Epoch, cancellation);
}
