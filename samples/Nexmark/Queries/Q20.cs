using ActorStream;

namespace Nexmark;

/// <summary>Expand bid with auction: a join of every bid with its auction, of one category.</summary>
/// <remarks>
/// <code>
/// SELECT auction, bidder, price, channel, url, B.dateTime, B.extra, itemName, description, initialBid, reserve, A.dateTime, expires, seller, category, A.extra
/// FROM bid AS B INNER JOIN auction AS A ON B.auction = A.id WHERE A.category = 10
/// </code>
/// </remarks>
public sealed class Q20 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => !e.IsPerson).KeyBy(e => e.Id).Process(() => new Expand(), uid: "expand"));

    /// <summary>A bid and its auction.</summary>
    public readonly record struct Row(
        long Auction, long Bidder, long Price, string Channel, string Url, DateTime BidTime, Slice BidExtra, Slice ItemName, Slice Description,
        long InitialBid, long Reserve, DateTime AuctionTime, DateTime Expires, long Seller, long Category, Slice AuctionExtra);

    private sealed class Expand : AuctionFunction<Row>
    {
        private const int Category = 10;

        protected override void OnBid(ref Contest contest, in Event bid, Collector<Row> output)
        {
            var auction = contest.Auction;
            if (auction.Detail != Category) return;
            output.Emit(new Row(
                bid.Id, bid.By, bid.Price, bid.Channel, bid.Url, bid.Time, bid.Extra, Texts.ItemName(auction), Texts.Description(auction), auction.Price,
                auction.Reserve, auction.Time, auction.Expires, auction.By, auction.Detail, auction.Extra));
        }
    }
}
