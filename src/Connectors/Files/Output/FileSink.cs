namespace ActorStream.Connectors.Files.Output;

/// <summary>
/// Files in a directory as a transactional sink, in the form of open transactions: a transaction is a set of hidden files, synced when
/// they are prepared, and renamed to their visible names when it commits. Nothing but the renames makes it visible, one file after the
/// other.
/// </summary>
internal sealed class FileSink<T> : ITransactionalSink<T>
{
    private readonly string _directory;
    private readonly IRecordFormat<T> _format;
    private readonly FileSinkOptions<T> _options;

    internal FileSink(string directory, IRecordFormat<T> format, FileSinkOptions<T>? options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(options?.MaxFileBytes ?? 1, 1);
        (_directory, _format, _options) = (Path.TrimEndingDirectorySeparator(directory), format, options ?? new());
    }

    public async ValueTask<IAsyncDisposable> ClaimAsync(SinkContext context, CancellationToken cancellation) =>
        await OutputClaim.TakeAsync(_directory, context, cancellation);

    public ValueTask<ISinkSession<T>> OpenAsync(SinkContext context, CancellationToken cancellation) =>
        new(new FileSession<T>(_directory, _format, _options, context));

    public async ValueTask DiscardAsync(SinkContext context, CancellationToken cancellation)
    {
        var output = new OutputDirectory(context.Files, _directory);
        await output.DiscardAsync(await output.OwnLineagesAsync(context, cancellation), cancellation);
    }
}
