namespace ActorStream.Bench.Windows;

/// <summary>The workload's events as a source: one split, read without waiting.</summary>
internal sealed class EventSource(Events events, Steady steady, long records) : ISource<Event, EventSplit>
{
    public bool IsBounded => true;

    public ValueTask<IReadOnlyList<EventSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) => new([new EventSplit(0)]);

    public ValueTask<ISplitReader<Event, EventSplit>> OpenAsync(EventSplit split, SourceContext context, CancellationToken cancellation) =>
        new(new Reader(events, steady, split, records));

    private sealed class Reader(Events events, Steady steady, EventSplit split, long records)
        : ISplitReader<Event, EventSplit>, ISynchronousSplitReader<Event>
    {
        private long _next = split.Next;

        public EventSplit Position => new(_next);

        public bool Fetch(FetchBuffer<Event> into)
        {
            var at = (int)(_next % events.Block.Length);
            var block = events.Block.AsSpan(at, (int)Math.Min(Math.Min(into.Free, events.Block.Length - at), records - _next));
            for (var i = 0; i < block.Length; i++)
            {
                into.Add(block[i], new DateTimeOffset(events.TimeOf(_next + i), TimeSpan.Zero));
            }

            _next += block.Length;
            steady.Read(_next);
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
