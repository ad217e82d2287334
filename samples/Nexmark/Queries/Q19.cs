using ActorStream;

namespace Nexmark;

/// <summary>Auction top 10: the ten highest bids of each auction, with their ranks.</summary>
/// <remarks>
/// <code>
/// SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY auction ORDER BY price DESC) AS rank_number FROM bid) WHERE rank_number &lt;= 10
/// </code>
/// The order of events settles which of two equal prices comes first.
/// </remarks>
public sealed class Q19 : Query
{
    private const int Places = 10;

    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(events
        .Where(e => e.IsBid).KeyBy(bid => bid.Id).Process(() => new Top(), uid: "top"));

    /// <summary>A bid and its rank; the last row of an auction and a rank counts.</summary>
    public readonly record struct Row(
        long Auction, long Bidder, long Price, string Channel, string Url, DateTime Time, Slice Extra, long RankNumber);

    /// <summary>The highest bids.</summary>
    /// <param name="Lowest">The least that the last of them bid, if there are ten; else zero.</param>
    /// <param name="Bids">The highest first. Replaced, never changed.</param>
    public record struct Ranking(int Lowest, Event[]? Bids);

    private sealed class Top : KeyedProcessFunction<long, Event, Row>
    {
        private readonly ValueState<Ranking> _ranking;

        public Top() => _ranking = ValueState<Ranking>("ranking");

        protected override void Process(in Event bid, KeyedContext<long> context, Collector<Row> output)
        {
            ref var ranking = ref _ranking.Ref;
            if (bid.Price < ranking.Lowest) return;
            var before = ranking.Bids ?? [];
            var place = before.Length;
            while (place > 0 && IsHigher(bid, before[place - 1])) place--;
            if (place == Places) return;
            var bids = new Event[Math.Min(before.Length + 1, Places)];
            before.AsSpan(0, place).CopyTo(bids);
            bids[place] = bid;
            before.AsSpan(place, bids.Length - place - 1).CopyTo(bids.AsSpan(place + 1));
            ranking = new Ranking(bids.Length == Places ? bids[^1].Price : 0, bids);
            for (; place < bids.Length; place++) output.Emit(RowOf(bids[place], place + 1));
        }

        private static bool IsHigher(in Event bid, in Event other) => bid.Price > other.Price || (bid.Price == other.Price && bid.Number < other.Number);

        private static Row RowOf(in Event bid, int rank) => new(bid.Id, bid.By, bid.Price, bid.Channel, bid.Url, bid.Time, bid.Extra, rank);
    }
}
