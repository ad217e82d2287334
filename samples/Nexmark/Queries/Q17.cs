using ActorStream;

namespace Nexmark;

/// <summary>Auction statistics of each day.</summary>
/// <remarks>
/// <code>
/// SELECT auction, DATE_FORMAT(dateTime, 'yyyy-MM-dd') AS day,
///        count(*) AS total_bids, count(*) FILTER (WHERE price &lt; 10000) AS rank1_bids,
///        count(*) FILTER (WHERE price >= 10000 AND price &lt; 1000000) AS rank2_bids, count(*) FILTER (WHERE price >= 1000000) AS rank3_bids,
///        min(price) AS min_price, max(price) AS max_price, avg(price) AS avg_price, sum(price) AS sum_price
/// FROM bid GROUP BY auction, DATE_FORMAT(dateTime, 'yyyy-MM-dd')
/// </code>
/// </remarks>
public sealed class Q17 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => e.IsBid).KeyBy(bid => new Day(bid.Id, bid.Day.DayNumber)).Process(() => new Count(), uid: "auctions"));

    /// <summary>A day of an auction so far; the last row of both counts.</summary>
    public readonly record struct Row(
        long Auction, DateOnly Day, long TotalBids, long Rank1Bids, long Rank2Bids, long Rank3Bids, long MinPrice, long MaxPrice, long AvgPrice, long SumPrice);

    /// <summary>A day of an auction.</summary>
    public readonly record struct Day(long Auction, int Number);

    /// <summary>What came so far.</summary>
    public record struct Prices(int Bids, int Rank1, int Rank2, int Least, int Most, long Sum);

    private sealed class Count : KeyedProcessFunction<Day, Event, Row>
    {
        private readonly ValueState<Prices> _prices;

        public Count() => _prices = ValueState<Prices>("prices");

        protected override void Process(in Event bid, KeyedContext<Day> context, Collector<Row> output)
        {
            ref var prices = ref _prices.GetOrAdd(out var isFirst);
            var price = bid.Price;
            prices.Bids++;
            prices.Rank1 += price < 10_000 ? 1 : 0;
            prices.Rank2 += price is >= 10_000 and < 1_000_000 ? 1 : 0;
            prices.Least = isFirst ? price : Math.Min(prices.Least, price);
            prices.Most = Math.Max(prices.Most, price);
            prices.Sum += price;
            output.Emit(new Row(
                bid.Id, bid.Day, prices.Bids, prices.Rank1, prices.Rank2, prices.Bids - prices.Rank1 - prices.Rank2, prices.Least, prices.Most,
                prices.Sum / prices.Bids, prices.Sum));
        }
    }
}
