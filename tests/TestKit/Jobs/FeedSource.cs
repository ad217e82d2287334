namespace ActorStream.TestKit;

/// <summary>
/// A source that a test feeds, before the job starts or while it runs. It keeps all records, so it replays exactly. Thread-safe.
/// </summary>
public sealed class FeedSource<T> : ISource<T, ListSplit>
{
    private readonly Lock _gate = new();
    private readonly List<(T Record, DateTimeOffset? EventTime)> _records = [];

    // Whoever waits goes on where it waited, in a simulation too: no other thread comes between.
    private TaskCompletionSource _more = new();
    private bool _completed;

    /// <inheritdoc/>
    /// <remarks>Always: the job goes on until <see cref="Complete"/>, and then ends.</remarks>
    public bool IsBounded => true;

    /// <summary>Adds records, in order, without event times.</summary>
    public void Push(params IEnumerable<T> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        Add(records.Select(static record => (record, (DateTimeOffset?)null)), isLast: false);
    }

    /// <summary>Adds a record with an event time of its own.</summary>
    public void Push(T record, DateTimeOffset eventTime) => Add([(record, eventTime)], isLast: false);

    /// <summary>No record follows: the source ends behind those there are.</summary>
    public void Complete() => Add([], isLast: true);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ListSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) => new([new ListSplit(0, 0)]);

    /// <inheritdoc/>
    public ValueTask<ISplitReader<T, ListSplit>> OpenAsync(ListSplit split, SourceContext context, CancellationToken cancellation) =>
        new(new Reader(this, split));

    private void Add(IEnumerable<(T Record, DateTimeOffset? EventTime)> records, bool isLast)
    {
        TaskCompletionSource more;
        lock (_gate)
        {
            if (_completed) throw new InvalidOperationException("The source was completed: no record can follow.");
            _records.AddRange(records);
            _completed = isLast;
            (more, _more) = (_more, new TaskCompletionSource());
        }

        more.SetResult();
    }

    /// <summary>Gives what there is behind the offset; null if the reader has to wait for more, and then what for.</summary>
    private bool? TryFetch(ref int offset, FetchBuffer<T> into, out Task more)
    {
        lock (_gate)
        {
            more = _more.Task;
            if (offset == _records.Count && !_completed) return null;
            for (; offset < _records.Count && into.Free > 0; offset++)
            {
                var (record, time) = _records[offset];
                if (time is { } eventTime) into.Add(record, eventTime);
                else into.Add(record);
            }

            return offset < _records.Count || !_completed;
        }
    }

    private sealed class Reader(FeedSource<T> source, ListSplit split) : ISplitReader<T, ListSplit>
    {
        public ListSplit Position { get; private set; } = split;

        public async ValueTask<bool> FetchAsync(FetchBuffer<T> into, CancellationToken cancellation)
        {
            while (true)
            {
                var offset = Position.Offset;
                if (source.TryFetch(ref offset, into, out var more) is { } goesOn)
                {
                    Position = Position with { Offset = offset };
                    return goesOn;
                }

                await more.WaitAsync(cancellation);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
