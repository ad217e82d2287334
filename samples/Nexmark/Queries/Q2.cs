using ActorStream;

namespace Nexmark;

/// <summary>Selection: the bids on some auctions.</summary>
/// <remarks><code>SELECT auction, price FROM bid WHERE MOD(auction, 123) = 0</code></remarks>
public sealed class Q2 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => e.IsBid && e.Id % 123 == 0)
        .Select(bid => new Row(bid.Id, bid.Price)));

    /// <summary>A bid on one of them.</summary>
    public readonly record struct Row(long Auction, long Price);
}
