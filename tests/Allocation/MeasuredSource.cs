namespace ActorStream.Tests.Allocation;

/// <summary>
/// Endless records of their numbers. When the warm-up is over its first split looks, some times, at what the process has allocated since it
/// looked last; all other splits are taken to be as far. The least of these counts: what is allocated per record is in each of them, what
/// the process does now and then is not.
/// </summary>
internal sealed class MeasuredSource<T>(Func<long, T> make, int splits, long warmUp, long measured) : ISource<T, MeasuredSplit>
{
    private const int Looks = 4;

    private readonly TaskCompletionSource<double> _bytesPerRecord = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Allocated by the whole process, whatever for.</summary>
    internal Task<double> BytesPerRecord => _bytesPerRecord.Task;

    public bool IsBounded => false;

    private long Part => measured / Looks;

    public ValueTask<IReadOnlyList<MeasuredSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) =>
        new([.. Enumerable.Range(0, splits).Select(i => new MeasuredSplit(i, 0)).Where(split => !known.Contains(split.Id))]);

    public ValueTask<ISplitReader<T, MeasuredSplit>> OpenAsync(
        MeasuredSplit split, SourceContext context, CancellationToken cancellation) =>
        new(new Reader(this, split));

    private T Make(MeasuredSplit split, long next) => make((next * splits) + split.Number);

    private sealed class Reader(MeasuredSource<T> source, MeasuredSplit split) : ISplitReader<T, MeasuredSplit>, ISynchronousSplitReader<T>
    {
        private long _next = split.Next;
        private long _nextLook = split.Number == 0 ? source.WarmUp : long.MaxValue;
        private long _allocated;
        private double _least = double.MaxValue;
        private int _looks;

        public MeasuredSplit Position => split with { Next = _next };

        public bool Fetch(FetchBuffer<T> into)
        {
            if (_next >= _nextLook)
            {
                Look();
            }

            var room = into.GetSpan();
            for (var i = 0; i < room.Length; i++)
            {
                room[i] = source.Make(split, _next++);
            }

            into.Advance(room.Length);
            return true;
        }

        public ValueTask<bool> FetchAsync(FetchBuffer<T> into, CancellationToken cancellation) => new(Fetch(into));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void Look()
        {
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            if (_looks > 0)
            {
                _least = Math.Min(_least, (allocated - _allocated) / (double)(source.Part * source.Splits));
            }

            (_allocated, _nextLook) = (allocated, _next + source.Part);
            if (++_looks > Looks)
            {
                _nextLook = long.MaxValue;
                source._bytesPerRecord.SetResult(_least);
            }
        }
    }

    private long WarmUp => warmUp;

    private int Splits => splits;
}

/// <summary>Every so many-th number.</summary>
public sealed record MeasuredSplit(int Number, long Next) : ISourceSplit
{
    /// <inheritdoc/>
    public string Id => $"numbers-{Number}";
}
