using ActorStream;

namespace Nexmark;

/// <summary>User sessions: how many bids somebody made without pausing for ten seconds.</summary>
/// <remarks>
/// <code>
/// SELECT bidder, count(*) AS bid_count, SESSION_START(dateTime, INTERVAL '10' SECOND), SESSION_END(dateTime, INTERVAL '10' SECOND)
/// FROM bid GROUP BY bidder, SESSION(dateTime, INTERVAL '10' SECOND)
/// </code>
/// </remarks>
public sealed class Q11 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => e.IsBid).Select(bid => bid.By)
        .KeyBy(bidder => bidder).Window(SessionWindows.WithGap(TimeSpan.FromSeconds(10))).Aggregate(new BidsOfBidder(), uid: "sessions"));
}

/// <summary>A bidder's bids in a window.</summary>
public readonly record struct BidderRow(long Bidder, long BidCount, DateTime Start, DateTime End);

/// <summary>Counts the bids of bidders.</summary>
internal sealed class BidsOfBidder : IWindowAggregate<long, long, long, BidderRow>, IWindowMerge<long>
{
    public long Create() => 0;

    public void Add(ref long acc, long record) => acc++;

    public BidderRow Result(long key, TimeWindow window, in long acc) => new(key, acc, window.Start.UtcDateTime, window.End.UtcDateTime);

    public void Merge(ref long acc, in long other) => acc += other;
}
