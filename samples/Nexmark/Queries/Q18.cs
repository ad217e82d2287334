using ActorStream;

namespace Nexmark;

/// <summary>Find last bid: of each bidder on each auction. Deduplication by event time.</summary>
/// <remarks>
/// <code>
/// SELECT auction, bidder, price, channel, url, dateTime, extra
/// FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY bidder, auction ORDER BY dateTime DESC) AS rank_number FROM bid) WHERE rank_number &lt;= 1
/// </code>
/// The order of events settles what is the last of a millisecond.
/// </remarks>
public sealed class Q18 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => e.IsBid).KeyBy(bid => new Pair(bid.By, bid.Id)).Process(() => new Last(), uid: "last"));

    /// <summary>A bidder and an auction.</summary>
    public readonly record struct Pair(long Bidder, long Auction);

    private sealed class Last : KeyedProcessFunction<Pair, Event, BidRow>
    {
        private readonly ValueState<long> _last; // the number of the last bid: whatever else a row has comes with the bid that makes it

        public Last() => _last = ValueState<long>("last");

        protected override void Process(in Event bid, KeyedContext<Pair> context, Collector<BidRow> output)
        {
            ref var last = ref _last.GetOrAdd(out var isFirst);
            if (!isFirst && bid.Number < last) return;
            last = bid.Number;
            output.Emit(BidRow.Of(bid));
        }
    }
}
