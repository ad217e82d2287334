using ActorStream;

namespace Nexmark;

/// <summary>Pass through: what it costs to move records and nothing else.</summary>
/// <remarks><code>SELECT auction, bidder, price, dateTime, extra FROM bid</code></remarks>
public sealed class Q0 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => e.IsBid)
        .Select(bid => new Row(bid.Id, bid.By, bid.Price, bid.Time, bid.Extra)));

    /// <summary>A bid.</summary>
    public readonly record struct Row(long Auction, long Bidder, long Price, DateTime Time, Slice Extra);
}
