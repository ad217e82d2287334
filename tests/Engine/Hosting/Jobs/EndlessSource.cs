namespace ActorStream.Tests.Engine.Hosting.Jobs;

/// <summary>Where an endless count stands.</summary>
public sealed record EndlessSplit(int Next) : ISourceSplit
{
    /// <inheritdoc/>
    public string Id => "count";
}

/// <summary>Counts from 0 and never ends.</summary>
internal sealed class EndlessSource : ISource<int, EndlessSplit>
{
    public bool IsBounded => false;

    public ValueTask<IReadOnlyList<EndlessSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation) => new([new EndlessSplit(0)]);

    public ValueTask<ISplitReader<int, EndlessSplit>> OpenAsync(
        EndlessSplit split, SourceContext context, CancellationToken cancellation) => new(new Reader(split));

    private sealed class Reader(EndlessSplit split) : ISplitReader<int, EndlessSplit>
    {
        public EndlessSplit Position { get; private set; } = split;

        public ValueTask<bool> FetchAsync(FetchBuffer<int> into, CancellationToken cancellation)
        {
            for (var left = Math.Min(into.Free, 64); left > 0; left--)
            {
                into.Add(Position.Next);
                Position = new EndlessSplit(Position.Next + 1);
            }

            return new(true);
        }

        public ValueTask DisposeAsync() => default;
    }
}
