namespace ActorStream.Bench.Idle;

/// <summary>An unbounded source that never has a record: readers wait until they are cancelled.</summary>
internal sealed class SilentSource : ISource<long, SilentSplit>
{
    public bool IsBounded => false;

    public ValueTask<IReadOnlyList<SilentSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) =>
        new([.. Enumerable.Range(0, 4).Select(i => new SilentSplit($"silent-{i}")).Where(s => !known.Contains(s.Id))]);

    public ValueTask<ISplitReader<long, SilentSplit>> OpenAsync(SilentSplit split, SourceContext context, CancellationToken cancellation) =>
        new(new Reader(split));

    private sealed class Reader(SilentSplit split) : ISplitReader<long, SilentSplit>
    {
        public SilentSplit Position => split;

        public async ValueTask<bool> FetchAsync(FetchBuffer<long> into, CancellationToken cancellation)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return false;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>A split without records.</summary>
public sealed record SilentSplit(string Id) : ISourceSplit;
