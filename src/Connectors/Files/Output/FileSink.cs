namespace ActorStream.Connectors.Files.Output;

/// <summary>
/// Files in a directory as a transactional sink, in the form of open transactions: a transaction is a hidden file, synced when it is
/// prepared, and renamed to its visible name when it commits. Nothing but the rename makes it visible.
/// </summary>
internal sealed class FileSink<T> : ITransactionalSink<T>
{
    private readonly string _directory;
    private readonly IRecordFormat<T> _format;

    internal FileSink(string directory, IRecordFormat<T> format)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        (_directory, _format) = (Path.TrimEndingDirectorySeparator(directory), format);
    }

    public async ValueTask<IAsyncDisposable> ClaimAsync(SinkContext context, CancellationToken cancellation) =>
        await OutputClaim.TakeAsync(_directory, context, cancellation);

    public ValueTask<ISinkSession<T>> OpenAsync(SinkContext context, CancellationToken cancellation) =>
        new(new FileSession<T>(_directory, _format, context));

    public async ValueTask DiscardAsync(SinkContext context, CancellationToken cancellation)
    {
        var output = new OutputDirectory(context.Files, _directory);
        await output.DiscardAsync(await output.OwnLineagesAsync(context, cancellation), cancellation);
    }
}
