namespace ActorStream.Bench.Comparison;

/// <summary>First an event of each key, as fast as can be; then a thousand of them every millisecond or two, without end.</summary>
internal sealed class RecoverySource(long keys) : ISource<Event, FeedSplit>
{
    public bool IsBounded => false;

    public ValueTask<IReadOnlyList<FeedSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) =>
        new(known.Count > 0 ? [] : [new FeedSplit(0, 0)]);

    public ValueTask<ISplitReader<Event, FeedSplit>> OpenAsync(FeedSplit split, SourceContext context, CancellationToken cancellation) =>
        new(new Reader(split, keys));

    private sealed class Reader(FeedSplit split, long keys) : ISplitReader<Event, FeedSplit>
    {
        public FeedSplit Position { get; private set; } = split;

        public async ValueTask<bool> FetchAsync(FetchBuffer<Event> into, CancellationToken cancellation)
        {
            if (Position.Next >= keys) await Task.Delay(1, cancellation);
            var count = into.Free;
            for (var i = 0; i < count; i++) into.Add(new Event(EventBlock.KeyAt(Position.Next + i, keys), 1));
            Position = Position with { Next = Position.Next + count };
            return true;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
