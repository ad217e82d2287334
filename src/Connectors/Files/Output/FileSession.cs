namespace ActorStream.Connectors.Files.Output;

/// <summary>One subtask's, or recovery's, link to the directory. Keeps nothing open between calls.</summary>
internal sealed class FileSession<T>(string directory, IRecordFormat<T> format, SinkContext context) : ISinkSession<T>
{
    private readonly OutputDirectory _output = new(context.Files, directory);

    public async ValueTask<ISinkTransaction<T>> BeginAsync(SinkTransactionId id, CancellationToken cancellation)
    {
        await CheckFenceAsync(cancellation);
        return new FileTransaction<T>(context.Files, directory, TransactionFile.Of(id, format.Extension), format, CheckFenceAsync);
    }

    public async ValueTask<CommitOutcome> CommitAsync(Committable committable, CancellationToken cancellation)
    {
        await CheckFenceAsync(cancellation);
        return await _output.CommitAsync(FileCommittable.Of(committable), verify: false, CheckFenceAsync, cancellation);
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
        var saved = new HashSet<string>();
        foreach (var committable in recovery.Committables)
        {
            var file = FileCommittable.Of(committable);
            saved.Add(file.File.Name);
            if (await _output.CommitAsync(file, verify: true, CheckFenceAsync, cancellation) == CommitOutcome.Lost)
            {
                throw new OutputLostException(committable, Path.Combine(directory, file.File.HiddenName), file.Length);
            }
        }

        await _output.AbortAsync(lineages, recovery.Epoch, saved, cancellation);
    }

    public ValueTask DisposeAsync() => default;

    private ValueTask CheckFenceAsync(CancellationToken cancellation) => EpochFence.CheckAsync(
        context.Files, directory, SinkTransactionId.LineagePrefix(context.Job, context.Uid), context.Epoch, cancellation);
}
