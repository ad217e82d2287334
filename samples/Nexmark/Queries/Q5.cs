using ActorStream;

namespace Nexmark;

/// <summary>Hot items: of the last ten seconds, every two seconds, the auctions with the most bids.</summary>
/// <remarks>
/// <code>
/// SELECT AuctionBids.auction, AuctionBids.num
/// FROM (SELECT auction, count(*) AS num, window_start, window_end
///       FROM TABLE(HOP(TABLE bid, DESCRIPTOR(dateTime), INTERVAL '2' SECOND, INTERVAL '10' SECOND)) GROUP BY auction, window_start, window_end) AuctionBids
/// JOIN (the maximum of the same num by window) MaxBids ON the window is the same AND AuctionBids.num >= MaxBids.maxn
/// </code>
/// </remarks>
public sealed class Q5 : Query
{
    private static readonly TimeSpan Size = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slide = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => e.IsBid).Select(bid => bid.Id)
        .KeyBy(auction => auction).Window(SlidingWindows.Of(Size, Slide)).Aggregate(new Count(), uid: "count")
        .KeyBy(counted => counted.WindowEnd).Process(() => new HighestOfWindow<long>(), uid: "hottest")
        .Select(hottest => new Row(hottest.What, hottest.Value)));

    /// <summary>A hottest auction of a window, and its bids.</summary>
    public readonly record struct Row(long Auction, long Num);

    private sealed class Count : IWindowAggregate<long, long, long, OfWindow<long>>, IWindowMerge<long>
    {
        public long Create() => 0;

        public void Add(ref long acc, long record) => acc++;

        public OfWindow<long> Result(long key, TimeWindow window, in long acc) => new(window.End.UtcDateTime, acc, key);

        public void Merge(ref long acc, in long other) => acc += other;
    }
}
