using ActorStream;

namespace Nexmark;

/// <summary>Bids by bidder in ten seconds of the wall clock.</summary>
/// <remarks>
/// <code>
/// SELECT bidder, count(*) AS bid_count, window_start AS starttime, window_end AS endtime
/// FROM TABLE(TUMBLE(TABLE B, DESCRIPTOR(p_time), INTERVAL '10' SECOND)) GROUP BY bidder, window_start, window_end
/// </code>
/// where B is bid with PROCTIME() AS p_time.
/// </remarks>
public sealed class Q12 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => e.IsBid).Select(bid => bid.By)
        .KeyBy(bidder => bidder).Window(TumblingWindows.Of(TimeSpan.FromSeconds(10)).InProcessingTime()).Aggregate(new BidsOfBidder(), uid: "count"));
}
