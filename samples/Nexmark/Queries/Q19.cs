using System.Runtime.InteropServices;
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

    /// <summary>A place, as small as can be.</summary>
    public record struct Place(long Number, DateTime Time, long Bidder, int Price, short Channel);

    /// <summary>The ten places, one behind the other, so that no object is made and none is copied.</summary>
    public struct Ranking
    {
        /// <summary>How many are taken; the others hold nothing.</summary>
        public int Taken;

        /// <summary>The highest bid.</summary>
        public Place First;

        /// <summary>The others.</summary>
        public Place Second, Third, Fourth, Fifth, Sixth, Seventh, Eighth, Ninth, Tenth;
    }

    private sealed class Top : KeyedProcessFunction<long, Event, Row>
    {
        private readonly ValueState<Ranking> _ranking;

        public Top() => _ranking = ValueState<Ranking>("ranking");

        protected override void Process(in Event bid, KeyedContext<long> context, Collector<Row> output)
        {
            ref var ranking = ref _ranking.Ref;
            if (bid.Price < ranking.Tenth.Price) return;
            var places = MemoryMarshal.CreateSpan(ref ranking.First, Places);
            var place = ranking.Taken;
            while (place > 0 && IsHigher(bid, places[place - 1])) place--;
            if (place == Places) return;
            ranking.Taken = Math.Min(ranking.Taken + 1, Places);
            places[place..^1].CopyTo(places[(place + 1)..]);
            places[place] = new Place(bid.Number, bid.Time, bid.By, bid.Price, bid.Detail);
            for (; place < ranking.Taken; place++) output.Emit(RowOf(bid.Id, places[place], place + 1));
        }

        private static bool IsHigher(in Event bid, in Place other) => bid.Price > other.Price || (bid.Price == other.Price && bid.Number < other.Number);

        private static Row RowOf(long auction, in Place place, int rank) => new(
            auction, place.Bidder, place.Price, Channels.Name(place.Channel), Channels.Url(place.Channel), place.Time, Texts.ExtraOfBid(place.Number), rank);
    }
}
