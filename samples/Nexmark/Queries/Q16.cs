using ActorStream;

namespace Nexmark;

/// <summary>Bidding statistics of each channel and day: as <see cref="Q15"/>, with many keys, half of the bids in four of them.</summary>
/// <remarks>
/// <code>
/// SELECT channel, DATE_FORMAT(dateTime, 'yyyy-MM-dd') AS day, max(DATE_FORMAT(dateTime, 'HH:mm')) AS minute, (the counts of q15)
/// FROM bid GROUP BY channel, DATE_FORMAT(dateTime, 'yyyy-MM-dd')
/// </code>
/// </remarks>
public sealed class Q16 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(Distinct.Additions(events, byChannel: true)
        .KeyBy(addition => addition.Of).Process(() => new Count(), uid: "channels"));

    /// <summary>A day of a channel so far; the last row of both counts.</summary>
    public readonly record struct Row(
        string Channel, DateOnly Day, Minute Minute, long TotalBids, long Rank1Bids, long Rank2Bids, long Rank3Bids, long TotalBidders, long Rank1Bidders,
        long Rank2Bidders, long Rank3Bidders, long TotalAuctions, long Rank1Auctions, long Rank2Auctions, long Rank3Auctions);

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
                Channels.Name(addition.Of.Channel), DateOnly.FromDayNumber(addition.Of.Day), new Minute(counters.LastMinute), bids.Total, bids.Rank1,
                bids.Rank2, bids.Rank3, bidders.Total, bidders.Rank1, bidders.Rank2, bidders.Rank3, auctions.Total, auctions.Rank1, auctions.Rank2,
                auctions.Rank3));
        }
    }
}
