namespace ActorStream;

/// <summary>Records made from their numbers.</summary>
/// <param name="record">Makes one.</param>
/// <param name="count">How many; null: without end.</param>
/// <param name="splits">How many splits they are in.</param>
internal sealed class GeneratedSource<T>(Func<long, T> record, long? count, int splits) : ISource<T, GeneratedSplit>
{
    public bool IsBounded => count is not null;

    public int SplitsPerReader => splits;

    public ValueTask<IReadOnlyList<GeneratedSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) =>
        new([.. Enumerable.Range(0, splits).Select(number => new GeneratedSplit(number, number, splits))
            .Where(split => !known.Contains(split.Id))]);

    public ValueTask<ISplitReader<T, GeneratedSplit>> OpenAsync(
        GeneratedSplit split, SourceContext context, CancellationToken cancellation) =>
        split.Step == splits
            ? new(new Reader(split, record, count ?? long.MaxValue))
            : throw new IOException(
                $"The job's records were generated in {split.Step} splits and are in {splits} now: keep the number of splits, "
                    + "or start afresh.");

    private sealed class Reader(GeneratedSplit split, Func<long, T> record, long end)
        : ISplitReader<T, GeneratedSplit>, ISynchronousSplitReader<T>
    {
        private long _next = split.Next;

        public GeneratedSplit Position => split with { Next = _next };

        public bool Fetch(FetchBuffer<T> into)
        {
            var left = _next < end ? ((end - _next - 1) / split.Step) + 1 : 0;
            var count = (int)Math.Min(into.Free, left);
            var records = into.GetSpan();
            var next = _next;
            for (var i = 0; i < count; i++, next += split.Step) records[i] = record(next);
            into.Advance(count);
            _next = next;
            return _next < end;
        }

        public ValueTask<bool> FetchAsync(FetchBuffer<T> into, CancellationToken cancellation) => new(Fetch(into));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
