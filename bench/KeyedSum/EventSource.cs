namespace ActorStream.Bench.KeyedSum;

/// <summary>The workload's events as a source: one split, read without waiting.</summary>
internal sealed class EventSource(long records) : ISource<Event, EventSplit>
{
    public bool IsBounded => true;

    public ValueTask<IReadOnlyList<EventSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) => new([new EventSplit(0)]);

    public ValueTask<ISplitReader<Event, EventSplit>> OpenAsync(EventSplit split, SourceContext context, CancellationToken cancellation) =>
        new(new Reader(split, records));

    private sealed class Reader(EventSplit split, long records) : ISplitReader<Event, EventSplit>, ISynchronousSplitReader<Event>
    {
        private long _next = split.Next;

        public EventSplit Position => new(_next);

        public bool Fetch(FetchBuffer<Event> into)
        {
            var at = (int)(_next % Events.Block.Length);
            var count = (int)Math.Min(Math.Min(into.Free, Events.Block.Length - at), records - _next);
            Events.Block.AsSpan(at, count).CopyTo(into.GetSpan());
            into.Advance(count);
            _next += count;
            return _next < records;
        }

        public ValueTask<bool> FetchAsync(FetchBuffer<Event> into, CancellationToken cancellation) => new(Fetch(into));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>All events from one on.</summary>
public sealed record EventSplit(long Next) : ISourceSplit
{
    /// <inheritdoc/>
    public string Id => "events";
}
