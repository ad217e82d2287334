namespace ActorStream.Bench.Comparison;

/// <summary>Feeds as a source: a split each, read without waiting. They end with the trial.</summary>
internal sealed class FeedSource<T>(params Func<Feed<T>>[] feeds) : ISource<T, FeedSplit>
{
    public bool IsBounded => true;

    /// <summary>One with so many feeds.</summary>
    internal static FeedSource<T> Of(int feeds, Func<int, Feed<T>> open) =>
        new([.. Enumerable.Range(0, feeds).Select<int, Func<Feed<T>>>(feed => () => open(feed))]);

    public ValueTask<IReadOnlyList<FeedSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) =>
        new([.. Enumerable.Range(0, feeds.Length).Select(i => new FeedSplit(i, 0))]);

    public ValueTask<ISplitReader<T, FeedSplit>> OpenAsync(FeedSplit split, SourceContext context, CancellationToken cancellation) =>
        new(new Reader(split, feeds[split.Feed]()));

    private sealed class Reader(FeedSplit split, Feed<T> feed) : ISplitReader<T, FeedSplit>, ISynchronousSplitReader<T>
    {
        public FeedSplit Position => split with { Next = feed.Given };

        public bool Fetch(FetchBuffer<T> into)
        {
            var count = feed.Fill(into.GetSpan());
            into.Advance(count);
            return count > 0;
        }

        public ValueTask<bool> FetchAsync(FetchBuffer<T> into, CancellationToken cancellation) => new(Fetch(into));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>The events of a feed from one on.</summary>
public sealed record FeedSplit(int Feed, long Next) : ISourceSplit
{
    /// <inheritdoc/>
    public string Id => $"feed-{Feed}";
}
