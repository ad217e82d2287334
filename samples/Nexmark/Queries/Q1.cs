using ActorStream;

namespace Nexmark;

/// <summary>Currency conversion: a calculation per record.</summary>
/// <remarks><code>SELECT auction, bidder, 0.908 * price AS price, dateTime, extra FROM bid</code></remarks>
public sealed class Q1 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => e.IsBid)
        .Select(bid => new Row(bid.Id, bid.By, Euros.Of(bid.Price), bid.Time, bid.Extra)));

    /// <summary>A bid in euros.</summary>
    public readonly record struct Row(long Auction, long Bidder, Euros Price, DateTime Time, Slice Extra);
}
