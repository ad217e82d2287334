using ActorStream.Connectors.Files.Input;

namespace ActorStream.Connectors.Files.Text;

internal sealed class LineSource(InputPath input, long splitBytes) : ISource<string, FileSplit>
{
    public bool IsBounded => true;

    public async ValueTask ValidateAsync(SourceContext context, CancellationToken cancellation)
    {
        foreach (var file in await input.FilesAsync(context.Files, cancellation))
        {
            await using var reader = await context.Files.OpenReadAsync(file.Path, cancellation);
        }
    }

    public async ValueTask<IReadOnlyList<FileSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation)
    {
        var files = await input.FilesAsync(context.Files, cancellation);
        return [.. files.SelectMany(file => SplitCutter.Cut(file, splitBytes)).Where(split => !known.Contains(split.Id))];
    }

    public async ValueTask<ISplitReader<string, FileSplit>> OpenAsync(
        FileSplit split, SourceContext context, CancellationToken cancellation) =>
        new LineReader(await SplitRecords.OpenAsync(context.Files, input, split, static _ => LineReader.Options, cancellation));
}
