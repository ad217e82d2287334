using ActorStream.Connectors.Files.Input;

namespace ActorStream.Connectors.Files.Csv;

/// <summary>Reads rows of <typeparamref name="T"/> and gives what the job wants of each.</summary>
internal sealed class CsvSource<T, TOut> : ISource<TOut, FileSplit>
{
    private readonly InputPath _input;
    private readonly CsvReadOptions<T> _options;
    private readonly Func<FileRow<T>, TOut> _give;

    internal CsvSource(InputPath input, CsvReadOptions<T> options, Func<FileRow<T>, TOut> give)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SplitBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Disorder, TimeSpan.Zero);
        // Finds out here, where the user called, whether the type can be read.
        _ = RowParser<T>.Instance;
        (_input, _options, _give) = (input, options, give);
    }

    public bool IsBounded => !_input.IsWatched;

    public async ValueTask ValidateAsync(SourceContext context, CancellationToken cancellation)
    {
        var files = await _input.FilesAsync(context.Files, cancellation);
        foreach (var file in _input.IsWatched ? [] : files)
        {
            await CsvHeader.BindAsync<T>(context.Files, file.Path, _options, cancellation);
        }
    }

    public async ValueTask<IReadOnlyList<FileSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation)
    {
        var splits = await _input.SplitsAsync(known, context.Files, Cut, cancellation);
        if (_options.OrderedBy is not { } time)
        {
            return splits;
        }

        var bounded = new List<FileSplit>();
        foreach (var split in splits)
        {
            bounded.Add(await WithLowerBoundAsync(split, time, context.Files, cancellation));
        }

        return bounded;
    }

    public async ValueTask<ISplitReader<TOut, FileSplit>> OpenAsync(
        FileSplit split, SourceContext context, CancellationToken cancellation) =>
        new CsvSplitReader<T, TOut>(await CsvRows<T>.OpenAsync(context.Files, _input, split, _options, cancellation), _give);

    private IEnumerable<FileSplit> Cut(FileEntry file) =>
        _options.MultilineFields ? [SplitCutter.Whole(file)] : SplitCutter.Cut(file, _options.SplitBytes);

    private async ValueTask<FileSplit> WithLowerBoundAsync(
        FileSplit split, Func<T, DateTimeOffset> orderedBy, IFileSystem files, CancellationToken cancellation)
    {
        await using var rows = await CsvRows<T>.OpenAsync(files, _input, split, _options, cancellation);
        while (await rows.MoveNextAsync(cancellation))
        {
            if (rows.Current.IsValid)
            {
                var earliest = orderedBy(rows.Current.Record).UtcTicks - _options.Disorder.Ticks;
                return split with { LowerBoundTicks = Math.Max(earliest, DateTimeOffset.MinValue.Ticks) };
            }
        }

        return split with { LowerBoundTicks = DateTimeOffset.MaxValue.UtcTicks };
    }
}
