using ActorStream;

namespace Nexmark;

/// <summary>Bidding statistics of each day: counts and distinct counts.</summary>
/// <remarks>
/// <code>
/// SELECT DATE_FORMAT(dateTime, 'yyyy-MM-dd') AS day,
///        count(*) AS total_bids, count(*) FILTER (WHERE price &lt; 10000) AS rank1_bids,
///        count(*) FILTER (WHERE price >= 10000 AND price &lt; 1000000) AS rank2_bids, count(*) FILTER (WHERE price >= 1000000) AS rank3_bids,
///        count(distinct bidder) AS total_bidders, (the same of each rank), count(distinct auction) AS total_auctions, (the same of each rank)
/// FROM bid GROUP BY DATE_FORMAT(dateTime, 'yyyy-MM-dd')
/// </code>
/// </remarks>
public sealed class Q15 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(Distinct.Additions(events, byChannel: false)
        .KeyBy(addition => addition.Of).Process(() => new Count(), uid: "days"));

    /// <summary>A day so far; the last row of a day counts.</summary>
    public readonly record struct Row(
        DateOnly Day, long TotalBids, long Rank1Bids, long Rank2Bids, long Rank3Bids, long TotalBidders, long Rank1Bidders, long Rank2Bidders,
        long Rank3Bidders, long TotalAuctions, long Rank1Auctions, long Rank2Auctions, long Rank3Auctions);

    private sealed class Count : KeyedProcessFunction<Statistics, Addition, Row>
    {
        private readonly ValueState<Counters> _counters;

        public Count() => _counters = ValueState<Counters>("counters");

        protected override void Process(in Addition addition, KeyedContext<Statistics> context, Collector<Row> output)
        {
            ref var counters = ref _counters.Ref;
            counters.Add(addition);
            var (bids, bidders, auctions) = (counters.Bids, counters.Bidders, counters.Auctions);
            output.Emit(new Row(
                DateOnly.FromDayNumber(addition.Of.Day), bids.Total, bids.Rank1, bids.Rank2, bids.Rank3, bidders.Total, bidders.Rank1, bidders.Rank2,
                bidders.Rank3, auctions.Total, auctions.Rank1, auctions.Rank2, auctions.Rank3));
        }
    }
}
