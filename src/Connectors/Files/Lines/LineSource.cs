using ActorStream.Connectors.Files.Input;

namespace ActorStream.Connectors.Files.Lines;

/// <summary>Files of which each line is a record.</summary>
internal sealed class LineSource<T> : ISource<T, FileSplit>
{
    private readonly InputPath _input;
    private readonly long _splitBytes;
    private readonly ILineParser<T> _parser;

    internal LineSource(InputPath input, long splitBytes, ILineParser<T> parser)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(splitBytes, 1);
        (_input, _splitBytes, _parser) = (input, splitBytes, parser);
    }

    public bool IsBounded => !_input.IsWatched;

    public async ValueTask ValidateAsync(SourceContext context, CancellationToken cancellation)
    {
        var files = await _input.FilesAsync(context.Files, cancellation);
        foreach (var file in _input.IsWatched ? [] : files)
        {
            await using var reader = await context.Files.OpenReadAsync(file.Path, cancellation);
        }
    }

    public ValueTask<IReadOnlyList<FileSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) =>
        _input.SplitsAsync(known, context.Files, file => SplitCutter.Cut(file, _splitBytes), cancellation);

    public async ValueTask<ISplitReader<T, FileSplit>> OpenAsync(
        FileSplit split, SourceContext context, CancellationToken cancellation)
    {
        var options = LineReader<T>.Options(_parser.SkipsEmptyLines);
        return new LineReader<T>(await SplitRecords.OpenAsync(context.Files, _input, split, _ => options, cancellation), _parser);
    }
}
