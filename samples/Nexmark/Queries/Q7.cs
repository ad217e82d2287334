using ActorStream;

namespace Nexmark;

/// <summary>Highest bids of each ten seconds; first among some of the auctions each, so that the work is shared, then among these.</summary>
/// <remarks>
/// <code>
/// SELECT B.auction, B.price, B.bidder, B.dateTime, B.extra FROM bid B
/// JOIN (SELECT MAX(price) AS maxprice, window_end AS dateTime
///       FROM TABLE(TUMBLE(TABLE bid, DESCRIPTOR(dateTime), INTERVAL '10' SECOND)) GROUP BY window_start, window_end) B1 ON B.price = B1.maxprice
/// WHERE B.dateTime BETWEEN B1.dateTime - INTERVAL '10' SECOND AND B1.dateTime
/// </code>
/// The end of a window is not taken to be in it, as it is by this BETWEEN.
/// </remarks>
public sealed class Q7 : Query
{
    private const int Shares = 64;

    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => e.IsBid)
        .KeyBy(bid => (int)(bid.Id % Shares)).Window(TumblingWindows.Of(TimeSpan.FromSeconds(10))).Aggregate(new Highest(), uid: "of-share")
        .SelectMany(highest => highest)
        .KeyBy(highest => highest.WindowEnd).Process(() => new HighestOfWindow<Event>(), uid: "highest")
        .Select(highest => new Row(highest.What.Id, highest.What.By, highest.Value, highest.What.Time, highest.What.Extra)));

    /// <summary>A highest bid.</summary>
    public readonly record struct Row(long Auction, long Bidder, long Price, DateTime Time, Slice Extra);

    /// <summary>The highest bids so far.</summary>
    /// <param name="Price">Their price.</param>
    /// <param name="All">Them; several if they are equal. Replaced, never changed.</param>
    public record struct Bids(int Price, Event[]? All);

    private sealed class Highest : IWindowAggregate<Event, int, Bids, OfWindow<Event>[]>
    {
        public Bids Create() => default;

        public void Add(ref Bids acc, Event record)
        {
            if (record.Price < acc.Price) return;
            acc = new Bids(record.Price, record.Price > acc.Price ? [record] : [.. acc.All!, record]);
        }

        public OfWindow<Event>[] Result(int key, TimeWindow window, in Bids acc) =>
            [.. acc.All!.Select(bid => new OfWindow<Event>(window.End.UtcDateTime, bid.Price, bid))];
    }
}
