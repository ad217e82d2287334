using ActorStream;

namespace Nexmark;

/// <summary>Average price by category, of the best bids that auctions have so far: a join, a maximum that changes, and a mean.</summary>
/// <remarks>
/// <code>
/// SELECT Q.category, AVG(Q.final)
/// FROM (SELECT MAX(B.price) AS final, A.category FROM auction A, bid B
///       WHERE A.id = B.auction AND B.dateTime BETWEEN A.dateTime AND A.expires GROUP BY A.id, A.category) Q
/// GROUP BY Q.category
/// </code>
/// </remarks>
public sealed class Q4 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => !e.IsPerson).KeyBy(e => e.Id).Process(() => new Finals(), uid: "finals")
        .KeyBy(change => change.Category).Process(() => new Means(), uid: "means"));

    /// <summary>A category's mean; the last row of a category counts.</summary>
    public readonly record struct Row(long Id, long Final);

    /// <summary>What a better bid changes in its category.</summary>
    /// <param name="Category">Which.</param>
    /// <param name="Auctions">One if it is the first bid of its auction.</param>
    /// <param name="Price">By how much it is higher.</param>
    public readonly record struct Change(int Category, int Auctions, long Price);

    /// <summary>A category so far.</summary>
    public record struct Mean(long Auctions, long Price);

    private sealed class Finals : AuctionFunction<Change>
    {
        protected override void OnBid(ref Contest contest, in Event bid, Collector<Change> output)
        {
            var before = contest.Best;
            if (!Takes(ref contest, bid) || bid.Price == before.Price) return;
            output.Emit(new Change(contest.Auction.Detail, before.IsBid ? 0 : 1, bid.Price - before.Price));
        }
    }

    private sealed class Means : KeyedProcessFunction<int, Change, Row>
    {
        private readonly ValueState<Mean> _mean;

        public Means() => _mean = ValueState<Mean>("mean");

        protected override void Process(in Change change, KeyedContext<int> context, Collector<Row> output)
        {
            ref var mean = ref _mean.Ref;
            mean.Auctions += change.Auctions;
            mean.Price += change.Price;
            output.Emit(new Row(change.Category, mean.Price / mean.Auctions));
        }
    }
}
