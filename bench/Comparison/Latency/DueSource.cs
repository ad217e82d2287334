namespace ActorStream.Bench.Comparison;

/// <summary>Events that come at a rate as a source: a split for each subtask.</summary>
internal sealed class DueSource(IReadOnlyList<Func<DueEvents>> feeds) : ISource<DueEvent, FeedSplit>
{
    public bool IsBounded => true;

    public ValueTask<IReadOnlyList<FeedSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) =>
        new([.. Enumerable.Range(0, feeds.Count).Select(i => new FeedSplit(i, 0))]);

    public ValueTask<ISplitReader<DueEvent, FeedSplit>> OpenAsync(FeedSplit split, SourceContext context, CancellationToken cancellation) =>
        new(new Reader(split, feeds[split.Feed]()));

    private sealed class Reader(FeedSplit split, DueEvents events) : ISplitReader<DueEvent, FeedSplit>
    {
        public FeedSplit Position => split;

        public async ValueTask<bool> FetchAsync(FetchBuffer<DueEvent> into, CancellationToken cancellation)
        {
            int count;
            while ((count = events.Take(into.GetSpan())) == 0 && !events.IsOver) await Task.Delay(1, cancellation);
            into.Advance(count);
            return !events.IsOver;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
