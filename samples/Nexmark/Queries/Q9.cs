using ActorStream;

namespace Nexmark;

/// <summary>Winning bids: of each auction its best bid so far.</summary>
/// <remarks>
/// <code>
/// SELECT id, itemName, description, initialBid, reserve, dateTime, expires, seller, category, extra, auction, bidder, price, bid_dateTime, bid_extra
/// FROM (SELECT A.*, B.auction, B.bidder, B.price, B.dateTime AS bid_dateTime, B.extra AS bid_extra,
///              ROW_NUMBER() OVER (PARTITION BY A.id ORDER BY B.price DESC, B.dateTime ASC) AS rownum
///       FROM auction A, bid B WHERE A.id = B.auction AND B.dateTime BETWEEN A.dateTime AND A.expires)
/// WHERE rownum &lt;= 1
/// </code>
/// </remarks>
public sealed class Q9 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => !e.IsPerson).KeyBy(e => e.Id).Process(() => new Winning(), uid: "winning"));

    /// <summary>An auction and its best bid; the last row of an auction counts.</summary>
    public readonly record struct Row(
        long Id, Slice ItemName, Slice Description, long InitialBid, long Reserve, DateTime Time, DateTime Expires, long Seller, long Category, Slice Extra,
        long Auction, long Bidder, long Price, DateTime BidTime, Slice BidExtra);

    private sealed class Winning : AuctionFunction<Row>
    {
        protected override void OnBid(ref Contest contest, in Event bid, Collector<Row> output)
        {
            if (!Takes(ref contest, bid)) return;
            var auction = contest.Auction;
            output.Emit(new Row(
                auction.Id, Texts.ItemName(auction), Texts.Description(auction), auction.Price, auction.Reserve, auction.Time, auction.Expires, auction.By,
                auction.Detail, auction.Extra, bid.Id, bid.By, bid.Price, bid.Time, bid.Extra));
        }
    }
}
