namespace ActorStream.TestKit;

/// <summary>A bounded source of given lists, a split each, for tests. Replays exactly.</summary>
/// <param name="lists">The splits' records, in the order in which they are handed out.</param>
public sealed class ListSource<T>(params IReadOnlyList<T>[] lists) : ISource<T, ListSplit>
{
    /// <inheritdoc/>
    public bool IsBounded => true;

    /// <summary>Whether readers are synchronous. Default: no.</summary>
    public bool IsSynchronous { get; init; }

    /// <summary>Most records per fetch. Default: 7, so that batches are cut in odd places.</summary>
    public int FetchSize { get; init; } = 7;

    /// <summary>Lower bound of a split's event times, by its index. Default: unknown.</summary>
    public Func<int, DateTimeOffset?> LowerBound { get; init; } = _ => null;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ListSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) =>
        new([.. lists.Select((_, i) => new ListSplit(i, 0) { LowerBound = LowerBound(i) })]);

    /// <inheritdoc/>
    public ValueTask<ISplitReader<T, ListSplit>> OpenAsync(ListSplit split, SourceContext context, CancellationToken cancellation) =>
        new(IsSynchronous ? new SynchronousReader(lists[split.Index], split, FetchSize) : new Reader(lists[split.Index], split, FetchSize));

    private class Reader(IReadOnlyList<T> list, ListSplit split, int fetchSize) : ISplitReader<T, ListSplit>
    {
        public ListSplit Position { get; private set; } = split;

        public ValueTask<bool> FetchAsync(FetchBuffer<T> into, CancellationToken cancellation) => new(Fetch(into));

        public bool Fetch(FetchBuffer<T> into)
        {
            var offset = Position.Offset;
            for (var i = 0; i < fetchSize && offset < list.Count && into.Free > 0; i++)
            {
                into.Add(list[offset++]);
            }

            Position = Position with { Offset = offset };
            return Position.Offset < list.Count;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class SynchronousReader(IReadOnlyList<T> list, ListSplit split, int fetchSize)
        : Reader(list, split, fetchSize), ISynchronousSplitReader<T>;
}

/// <summary>A list of a <see cref="ListSource{T}"/>, read up to an offset.</summary>
/// <param name="Index">Which list.</param>
/// <param name="Offset">The next record.</param>
public sealed record ListSplit(int Index, int Offset) : ISourceSplit
{
    /// <inheritdoc/>
    public string Id => $"list-{Index}";

    /// <inheritdoc/>
    public DateTimeOffset? LowerBound { get; init; }
}
