using ActorStream.TestKit;

namespace ActorStream.Tests.Engine.Api.Watermarks;

/// <summary>A source of several splits that a test feeds one by one; a subtask reads all that it gets at once.</summary>
internal sealed class Feeds<T>(int splits) : ISource<T, ListSplit>
{
    internal IReadOnlyList<FeedSource<T>> Splits { get; } = [.. Enumerable.Range(0, splits).Select(static _ => new FeedSource<T>())];

    public bool IsBounded { get; init; } = true;

    public int SplitsPerReader => splits;

    public ValueTask<IReadOnlyList<ListSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) =>
        new([.. Splits.Select(static (_, index) => new ListSplit(index, 0)).Where(split => !known.Contains(split.Id))]);

    public ValueTask<ISplitReader<T, ListSplit>> OpenAsync(ListSplit split, SourceContext context, CancellationToken cancellation) =>
        Splits[split.Index].OpenAsync(split, context, cancellation);
}
