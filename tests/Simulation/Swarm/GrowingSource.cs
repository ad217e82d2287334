using ActorStream.TestKit;

namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>
/// An unbounded source whose splits are found one after the other, as files that come into a directory; each split itself ends.
/// </summary>
/// <param name="lists">The splits' records.</param>
/// <param name="between">Time between one split and the next.</param>
/// <param name="fetchSize">Most records per fetch.</param>
internal sealed class GrowingSource(IReadOnlyList<IReadOnlyList<Item>> lists, TimeSpan between, int fetchSize) : ISource<Item, ListSplit>
{
    private readonly ListSource<Item> _lists = new([.. lists]) { FetchSize = fetchSize };

    public bool IsBounded => false;

    public int SplitsPerReader => 2;

    public async ValueTask<IReadOnlyList<ListSplit>> DiscoverAsync(
        IReadOnlySet<string> known, SourceContext context, CancellationToken cancellation)
    {
        var there = 1 + ((context.Time.GetUtcNow() - Actors.Hosts.SimulationOptions.DefaultStart) / between);
        await Task.Yield();
        var all = await _lists.DiscoverAsync(known, context, cancellation);
        return [.. all.Take((int)there).Where(split => !known.Contains(split.Id))];
    }

    public ValueTask<ISplitReader<Item, ListSplit>> OpenAsync(ListSplit split, SourceContext context, CancellationToken cancellation) =>
        _lists.OpenAsync(split, context, cancellation);
}
